/** Cookies and other headers, which GET /echo reports. */
import { bytesOf, type Exchange, get } from "../exchange.ts";

export const headers: readonly Exchange[] = [
  get("a cookie", "/echo/", { headers: [["Cookie", "a=1; b=2"]] }),
  get("a cookie in UTF-8", "/echo/", { headers: [["Cookie", bytesOf("a=café; b=řeč")]] }),
  get("a cookie in ISO-8859-1", "/echo/", { headers: [["Cookie", "a=caf\xe9; b=2"]] }),
  get("a cookie in quotes", "/echo/", { headers: [["Cookie", 'a="b c"; d="\\303\\251\\"\\073"; e=f']] }),
  get("a cookie that comes twice", "/echo/", { headers: [["Cookie", "a=1; a=2"]] }),
  get("two lines of cookies", "/echo/", {
    headers: [
      ["Cookie", "a=1"],
      ["Cookie", "b=2"],
    ],
  }),
  get("a cookie without a name, and one without a value", "/echo/", { headers: [["Cookie", "a; =b; c=; d=4"]] }),
  get("a cookie with escapes", "/echo/", { headers: [["Cookie", "a=caf%C3%A9+%20"]] }),
  get("a header", "/echo/", { headers: [["X-Test", "a, b"]] }),
  get("a header in ISO-8859-1", "/echo/", { headers: [["X-Test", "caf\xe9"]] }),
  get("a header in UTF-8", "/echo/", { headers: [["X-Test", bytesOf("řeč")]] }),
  get("a header that is neither", "/echo/", { headers: [["X-Test", "\x80\xff"]] }),
  get("a header that comes twice", "/echo/", {
    headers: [
      ["X-Test", "a"],
      ["X-Other", "b"],
      ["x-test", "caf\xe9"],
    ],
  }),
  get("a header with white space around it", "/echo/", { headers: [["X-Test", "  a\tb \t"]] }),
  get("an empty header", "/echo/", { headers: [["X-Test", ""]] }),
  get("a header with an underscore", "/echo/", { headers: [["X_Test", "a"]] }),
  get("a header with an underscore beside one with a hyphen", "/echo/", {
    headers: [
      ["X-Test", "a"],
      ["X_Test", "b"],
    ],
  }),
];
