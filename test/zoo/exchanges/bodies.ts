/** Uploads, forms, and other bodies of requests. */
import { bytesOf, type Exchange, post } from "../exchange.ts";

const boundary = "zoo7b1d";
const multipart = `multipart/form-data; boundary=${boundary}`;

/** Parts of one body, each from its Content-Disposition's parameters. */
const parts = (...of: readonly (readonly [parameters: string, content: string, type?: string])[]): string =>
  [
    ...of.map(([parameters, content, type]) => {
      const typed = type === undefined ? "" : `Content-Type: ${type}\r\n`;
      return `--${boundary}\r\nContent-Disposition: form-data; ${parameters}\r\n${typed}\r\n${content}\r\n`;
    }),
    `--${boundary}--\r\n`,
  ].join("");

/** Every byte, so often. */
const every = (times: number): string => String.fromCharCode(...Array(256).keys()).repeat(times);
const binary = "application/octet-stream";

export const uploads: readonly Exchange[] = [
  post(
    "an upload",
    "/upload",
    multipart,
    parts(['name="a"', "1"], ['name="f"; filename="a.txt"', "text\r\n", "text/plain"], ['name="b"', "2"]),
  ),
  post(
    "an upload with names in UTF-8",
    "/upload",
    multipart,
    bytesOf(parts(['name="pôle"', "café"], ['name="f"; filename="řeč.txt"', "1", "text/plain"])),
  ),
  post("an upload with a name in ISO-8859-1", "/upload", multipart, parts(['name="f"; filename="caf\xe9.txt"', "1", "text/plain"])),
  post(
    "an upload with a filename*",
    "/upload",
    multipart,
    parts([`name="f"; filename="cafe.txt"; filename*=UTF-8''caf%C3%A9.txt`, "1", "text/plain"]),
  ),
  post(
    "an upload with escapes, quotes and backslashes in its names",
    "/upload",
    multipart,
    parts(['name="f"; filename="a%22b.txt"', "1", binary], ['name="g"; filename="C:\\\\dir\\\\\\"b\\".txt"', "2", binary]),
  ),
  post(
    "an upload of two files and of none",
    "/upload",
    multipart,
    parts(['name="f"; filename="a"', every(1), binary], ['name="f"; filename="b"', "", binary], ['name="g"; filename=""', "", binary]),
  ),
  post("an upload with a field in ISO-8859-1", "/upload", multipart, parts(['name="a"', "caf\xe9", "text/plain; charset=ISO-8859-1"])),
  post("an upload of 1 MiB", "/upload", multipart, parts(['name="f"; filename="big.bin"', every(4096), binary])),
  post("an upload in chunks", "/upload", multipart, parts(['name="a"', "1"], ['name="f"; filename="a"', every(64), binary]), {
    chunked: 1000,
  }),
];

const urlencoded = "application/x-www-form-urlencoded";

export const bodies: readonly Exchange[] = [
  post("a form", "/form", urlencoded, "a=1&b=2&a=3&c=&d"),
  post("a form in UTF-8", "/form", urlencoded, "q=caf%C3%A9&%C5%99=%C4%8D+x"),
  post("a form in UTF-8, unescaped", "/form", `${urlencoded}; charset=utf-8`, bytesOf("q=café&ř=č")),
  post("a form in ISO-8859-1", "/form", urlencoded, "q=caf%E9"),
  post("a form in chunks", "/form", urlencoded, "q=caf%C3%A9&r=2", { chunked: 4 }),
  post("an empty form", "/form", urlencoded, ""),
  post("a body", "/body", binary, every(1)),
  post("an empty body", "/body", "text/plain", ""),
  post("a body with a Content-Type in UTF-8", "/body", bytesOf('text/plain; name="café"'), "text"),
  post("a body of 1 MiB", "/body", binary, every(4096)),
  post("a body in chunks", "/body", binary, every(64), { chunked: 999 }),
  post("a body of 1 MiB in chunks", "/body", binary, every(4096), { chunked: 65_536 }),
  post("an empty body in chunks", "/body", binary, "", { chunked: 1 }),
  post("a body that waits for 100", "/body", binary, "text", { headers: [["Expect", "100-continue"]] }),
];
