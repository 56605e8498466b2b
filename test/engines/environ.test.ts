/** The Python runtime looks at a declaration once; `strings.py` walks it for each request, and is what the corpus is held to. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { loadCatalog } from "../../src/catalog.ts";
import { declare } from "../../src/declaration.ts";
import { requestFrame } from "../../src/engines/frames.ts";
import { request } from "../../src/testing/request.ts";
import { python3 } from "../python.ts";

test.skipIf(!python3)("a declaration that was looked at once gives the environs of one that is walked, for every profile", async () => {
  const { profiles } = await loadCatalog();
  const declarations = [...profiles.map(declare), ...profiles.map(declare).flatMap(unlikely)];
  const requests = [
    request("GET /"),
    request("GET /caf%C3%A9/%E9?q=\xe9&%zz", { mount: "/caf\xc3\xa9" }),
    request("GET /m/a%00b?x", { mount: "/m" }),
    request("GET http://other.example:81/a%2Fb", { behind: "cgi", remotePort: null, remoteAddr: null }),
    request("POST /", {
      body: "x",
      variables: { REMOTE_USER: "\xe9", AUTH_TYPE: "" },
      headers: [
        ["Cookie", "a=1"],
        ["X-Twice", "1\xe9"],
        ["cookie", "b=2"],
        ["x-twice", ""],
        ["X_Twice", "3"],
        ["Proxy", "http://evil"],
        ["Content-Type", "text/plain"],
        ["content-type", "text/html"],
        [`X-${"long-".repeat(20)}`, "1"],
      ],
    }),
  ]
    .map((given) => requestFrame(1, given, false))
    .map((frame) => [frame[4], frame.subarray(9).toString("hex")]);
  const { stdout, stderr } = spawnSync("python3", ["test/engines/environ.py"], {
    input: JSON.stringify({ declarations, requests }),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({ compared: declarations.length * requests.length, different: [] });
});

/** What no profile here declares, and another may: keys of the other type, and headers in a codec that does more than read. */
function unlikely(declaration: ReturnType<typeof declare>): unknown[] {
  const keys = declaration.keys === "bytes" ? "str" : "bytes";
  if (declaration.headers.as === "pairs") return [{ ...declaration, keys }];
  const codecs = [
    { type: "bytes", lower: true },
    { type: "str", encoding: "latin-1", errors: "strict", prefix: "a" },
    { type: "str", encoding: "utf-16", errors: "replace" },
  ];
  return codecs.map((codec) => ({ ...declaration, keys, headers: { as: "HTTP_*", codec } }));
}
