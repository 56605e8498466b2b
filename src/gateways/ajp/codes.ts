/** What AJP/1.3 has numbers for (mod_proxy_ajp, Request Packet Structure and Response Packet Structure; ajp_header.h). */
import type { ByteString } from "../../wire.ts";

/** The first byte of a packet. */
export const forwardRequest = 2;
export const sendBodyChunk = 3;
export const sendHeaders = 4;
export const endResponse = 5;
export const getBodyChunk = 6;
export const cpongReply = 9;
export const cping = 10;

const words = (text: string) => text.split(" ") as readonly string[] as readonly ByteString[];

/** By code, from 1. */
export const methods = words(
  "OPTIONS GET HEAD POST PUT DELETE TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK ACL REPORT VERSION-CONTROL CHECKIN CHECKOUT " +
    "UNCHECKOUT SEARCH MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY",
);
/** The method stands among the attributes. */
export const storedMethod = 0xff;

/** The high byte of a name's code; no name is so long that it could be the high byte of a length. */
export const coded = 0xa0;
/** By the low byte, from 1. */
export const requestHeaders = words(
  "Accept Accept-Charset Accept-Encoding Accept-Language Authorization Connection Content-Type Content-Length Cookie Cookie2 Host Pragma " +
    "Referer User-Agent",
);
const responseHeaders = words(
  "Content-Type Content-Language Content-Length Date Last-Modified Location Set-Cookie Set-Cookie2 Servlet-Engine Status WWW-Authenticate",
);
/** The two bytes of a response header's name, where it is spelt as the code will be: another spelling goes out as it is. */
export const responseCodes: ReadonlyMap<string, string> = new Map(
  responseHeaders.map((name, i) => [name, String.fromCharCode(coded, i + 1)]),
);

export const attribute = {
  context: 1,
  servletPath: 2,
  remoteUser: 3,
  authType: 4,
  queryString: 5,
  jvmRoute: 6,
  sslCert: 7,
  sslCipher: 8,
  sslSession: 9,
  /** Name and value follow. */
  named: 10,
  /** An integer follows. */
  sslKeySize: 11,
  secret: 12,
  storedMethod: 13,
  done: 0xff,
} as const;
