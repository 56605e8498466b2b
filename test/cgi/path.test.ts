import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawCut, splitMount } from "../../src/cgi/path.ts";
import { percentDecode } from "../../src/cgi/percent.ts";
import type { ByteString } from "../../src/wire.ts";

const b = (text: string) => text as ByteString;

describe("RFC 3875, 4.1.5 and 4.1.13", () => {
  test.each([
    ["/app/x", "/app", "/app", "/x"],
    ["/app", "/app", "/app", ""],
    ["/app/", "/app", "/app", "/"],
    ["/app//x", "/app", "/app", "//x"],
    ["/%61pp/x", "/app", "/app", "/x"],
    ["/a%20b/x", "/a b", "/a b", "/x"],
    ["/caf%C3%A9/%FF", "/caf\xc3\xa9", "/caf\xc3\xa9", "/\xff"],
    ["/caf\xc3\xa9/x", "/caf\xc3\xa9", "/caf\xc3\xa9", "/x"],
    ["/%zz/x", "/%zz", "/%zz", "/x"],
    ["/app/../b/./c", "/app", "/app", "/../b/./c"],
    ["/x", "", "", "/x"],
    ["", "", "", ""],
    ["*", "/app", "", "*"],
    // Not under the mount: nothing is cut.
    ["/application", "/app", "", "/application"],
    ["/app%2Fx", "/app", "", "/app/x"],
    ["/App/x", "/app", "", "/App/x"],
    ["/ap", "/app", "", "/ap"],
    ["/x/app/y", "/app", "", "/x/app/y"],
    ["//app/x", "/app", "", "//app/x"],
    ["/app?x", "/app", "", "/app?x"],
  ])("%j under %j is %j and %j", (raw, mount, scriptName, pathInfo) => {
    expect(splitMount(b(raw), b(mount))).toEqual({ scriptName, pathInfo });
  });

  test.each(["app", "/", "/app/"])("a mount is never %j", (mount) => {
    expect(() => splitMount(b("/app/x"), b(mount))).toThrow(TypeError);
  });

  test.each([
    ["/app/x", "/app", 4],
    ["/%61pp/x", "/app", 6],
    ["/app%2Fx", "/app", -1],
    ["/application", "/app", -1],
    ["/app", "/app", 4],
    ["/x", "", 0],
    ["/a%2", "/a%2", 4],
    ["/ap", "/app", -1],
  ])("in %j the mount %j ends at %j", (raw, mount, cut) => {
    expect(rawCut(b(raw), b(mount))).toBe(cut);
  });

  const paths = fc.string({ unit: fc.constantFrom("/", "a", "%61", "%2F", "%2f", "%", "\xe9", "%C3", ".") }).map((path) => b(`/${path}`));

  test("both halves joined are the decoded path, and each is the decoding of its part of the raw path", () => {
    fc.assert(
      fc.property(paths, fc.constantFrom("", "/a", "/aa", "/a/a", "/\xe9", "//a").map(b), (raw, mount) => {
        const { scriptName, pathInfo } = splitMount(raw, mount);
        const cut = rawCut(raw, scriptName);
        expect(scriptName + pathInfo).toBe(percentDecode(raw));
        expect(percentDecode(b(raw.slice(0, cut)))).toBe(scriptName);
        expect(percentDecode(b(raw.slice(cut)))).toBe(pathInfo);
        expect(["", mount]).toContain(scriptName);
      }),
    );
  });
});
