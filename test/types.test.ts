/** What the compiler refuses. Every @ts-expect-error below is a bug class that WSGI on Python 3 shipped with. */
import { expectTypeOf, test } from "vitest";
import type asgi3 from "../proposals/asgi-3.ts";
import flat from "../proposals/flat.ts";
import type modWsgi from "../proposals/mod_wsgi.ts";
import pep3333 from "../proposals/pep-3333.ts";
import type unicode from "../proposals/unicode.ts";
import type web3 from "../proposals/web3.ts";
import type wsgi10 from "../proposals/wsgi-1.0.ts";
import { writeChunk } from "../src/answer.ts";
import { b, type Key } from "../src/bytes-dict.ts";
import type { Escaped, Native, Str, StrLike, Text } from "../src/codec.ts";
import { latin1 } from "../src/codecs/latin1.ts";
import { surrogateescape } from "../src/codecs/surrogateescape.ts";
import { utf8 } from "../src/codecs/utf8.ts";
import type { InputStream } from "../src/input.ts";
import { type Chunk, defineProfile, type Environ, type Headers, type Status } from "../src/profile.ts";
import { transcodeEnviron } from "../src/transcode.ts";

test("the environ's type is read off the declaration", () => {
  type E = Environ<typeof pep3333>;
  expectTypeOf<E["PATH_INFO"]>().toEqualTypeOf<Native>();
  expectTypeOf<E["HTTP_COOKIE"]>().toEqualTypeOf<Native | undefined>();
  expectTypeOf<E["REQUEST_URI"]>().toEqualTypeOf<Native | undefined>();
  expectTypeOf<E["wsgi.input"]>().toEqualTypeOf<InputStream>();
  expectTypeOf<E["wsgi.version"]>().toEqualTypeOf<readonly [1, 0]>();
  expectTypeOf<Environ<typeof flat>["PATH_INFO"]>().toEqualTypeOf<Escaped>();
  expectTypeOf<Environ<typeof flat>["wsgi.url_scheme"]>().toEqualTypeOf<Native>();
  expectTypeOf<Environ<typeof unicode>["PATH_INFO"]>().toEqualTypeOf<Text>();
  expectTypeOf<Environ<typeof unicode>["wsgi.uri_encoding"]>().toEqualTypeOf<string>();
  expectTypeOf<Environ<typeof modWsgi>["wsgi.path_info"]>().toEqualTypeOf<Uint8Array>();
  expectTypeOf<Environ<typeof web3>["PATH_INFO"]>().toEqualTypeOf<Uint8Array>();
  expectTypeOf<Environ<typeof web3>["web3.path_info"]>().toEqualTypeOf<Uint8Array | undefined>();
  expectTypeOf<Environ<typeof asgi3>["path"]>().toEqualTypeOf<Text>();
  expectTypeOf<Environ<typeof asgi3>["headers"]>().toEqualTypeOf<readonly (readonly [name: Uint8Array, value: Uint8Array])[]>();
  // @ts-expect-error -- ASGI has no PATH_INFO
  type _ = Environ<typeof asgi3>["PATH_INFO"];
});

test("keys are bytes where the profile says so", () => {
  const environ = {} as Environ<typeof wsgi10>;
  expectTypeOf(() => environ.get(b("PATH_INFO"))).returns.toEqualTypeOf<Uint8Array>();
  expectTypeOf(() => environ.get(b("HTTP_COOKIE"))).returns.toEqualTypeOf<Uint8Array | undefined>();
  expectTypeOf(b("PATH_INFO")).toEqualTypeOf<Key<"PATH_INFO">>();
  // @ts-expect-error -- a str key never finds a bytes key
  () => environ.get("PATH_INFO");
  // @ts-expect-error -- nor does property access
  () => environ.PATH_INFO;
  // @ts-expect-error -- and a misspelt key is not a key
  () => environ.get(b("PATHINFO"));
});

test("environs are open: names with a dot may be added, a misspelt variable is not one of them", () => {
  const environ = {} as Environ<typeof pep3333>;
  expectTypeOf(() => environ["myapp.user"]).returns.toEqualTypeOf<unknown>();
  environ["myapp.user"] = { name: "é" };
  // @ts-expect-error -- no such variable
  () => environ.PATHINFO;
});

test("string models do not mix", () => {
  const native = latin1.decode(new Uint8Array([0xc3, 0xa9]));
  const text = utf8.decode(new Uint8Array([0xc3, 0xa9]));
  const escaped = surrogateescape.decode(new Uint8Array([0xe9]));
  expectTypeOf<Native>().not.toExtend<StrLike<"text">>();
  // @ts-expect-error -- the mojibake bug: bytes-in-unicode written out as UTF-8
  () => utf8.encode(native);
  // @ts-expect-error -- the other half of it
  () => latin1.encode(text);
  // @ts-expect-error -- surrogates that TextEncoder would replace
  () => utf8.encode(escaped);
  // @ts-expect-error -- escaped text is not bytes-in-unicode
  () => latin1.encode(escaped);
  // @ts-expect-error -- bytes are not strings
  () => latin1.encode(new Uint8Array());
  // A plain literal belongs to no model yet, so any codec may take it.
  latin1.encode("text/plain");
  utf8.encode("text/plain");
});

test("an answer's types are read off the declaration", () => {
  expectTypeOf<Status<typeof pep3333>>().toEqualTypeOf<StrLike<"native">>();
  expectTypeOf<Status<typeof modWsgi>>().toEqualTypeOf<Uint8Array | StrLike<"native">>();
  expectTypeOf<Status<typeof asgi3>>().toEqualTypeOf<number>();
  expectTypeOf<Chunk<typeof modWsgi>>().toEqualTypeOf<Uint8Array | StrLike<"native">>();
  const text = utf8.decode(new Uint8Array());
  const ok: Headers<typeof pep3333> = [["Location", latin1.decode(utf8.encode(text))]];
  // @ts-expect-error -- text has to be re-expressed before it may be a PEP 3333 header
  const bad: Headers<typeof pep3333> = [["Location", text]];
  // @ts-expect-error -- flat answers in bytes
  const alsoBad: Headers<typeof flat> = [["Location", "/"]];
  // @ts-expect-error -- a number is no status line
  const status: Status<typeof flat> = 200;
  expectTypeOf(writeChunk(pep3333, new Uint8Array())).toEqualTypeOf<Uint8Array>();
  void [ok, bad, alsoBad, status];
});

test("transcoding is typed by its two profiles", () => {
  const environ = {} as Environ<typeof flat>;
  expectTypeOf(() => transcodeEnviron(flat, pep3333, environ)).returns.toEqualTypeOf<Environ<typeof pep3333>>();
  // @ts-expect-error -- a flat environ is no PEP 3333 environ
  () => transcodeEnviron(pep3333, flat, environ);
});

test("a declaration that contradicts itself does not compile", () => {
  const wrong = [
    // @ts-expect-error -- no such convention
    () => defineProfile({ ...pep3333, convention: "telepathy" }),
    // @ts-expect-error -- no such slot
    () => defineProfile({ ...pep3333, environ: { FOO: { is: "variable", slot: "fragment", codec: latin1 } } }),
  ];
  void wrong;
});

test("where the marks wear off: string methods return plain strings, accepted anywhere again", () => {
  const native = latin1.decode(new Uint8Array([0x2f]));
  expectTypeOf(`${native}x`).toEqualTypeOf<string>();
  expectTypeOf(native.slice(1)).toEqualTypeOf<string>();
  expectTypeOf(native.split("/")).toEqualTypeOf<string[]>();
  expectTypeOf<Str<"native">>().toExtend<string>();
});
