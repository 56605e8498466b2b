/** The head of a CGI response (RFC 3875, 6.2 and 6.3), which SCGI and FastCGI have too. */
import type { RawHeader, RawResponse } from "../../exchange.ts";
import { reasonPhrase } from "../../reason-phrases.ts";
import type { ByteString } from "../../wire.ts";
import { isHopByHop } from "../response-head.ts";

/**
 * `Status` first, with the registered phrase where the response has none, then the header lines and the empty line.
 *
 * Hop-by-hop lines are the web server's to give and are left out, and so is a header called Status, which would be a
 * second status. The head has passed `checkHead`: nothing in it can end a line.
 */
export function cgiHead(response: RawResponse): ByteString {
  return headAfter("Status: ", response);
}

/** As {@link cgiHead}, with other words before the status code. */
export function headAfter(start: string, { status, reason, headers }: RawResponse): ByteString {
  let head = `${start}${status} ${reason ?? reasonPhrase(status)}\r\n`;
  for (const line of headers) if (!isHopByHop(line) && !isStatus(line)) head += `${line[0]}: ${line[1]}\r\n`;
  return `${head}\r\n` as ByteString;
}

const isStatus = ([name]: RawHeader): boolean => name.length === 6 && name.toLowerCase() === "status";
