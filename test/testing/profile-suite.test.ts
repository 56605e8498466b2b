/** Every profile passes the suite, on both Pythons; profiles that corrupt do not. */
import { describe, expect, test } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { loadCatalog } from "../../src/catalog.ts";
import { defineCodec } from "../../src/codec.ts";
import { charset } from "../../src/codecs/charset.ts";
import { latin1 } from "../../src/codecs/latin1.ts";
import { utf8Replacing } from "../../src/codecs/replacing.ts";
import { utf8 } from "../../src/codecs/utf8.ts";
import { defineProfile, only, type Profile, variable } from "../../src/profile.ts";
import { profileSuite } from "../../src/testing/testing.ts";
import { failing, runSuite } from "./suite.ts";

const { profiles } = await loadCatalog();

describe.each(profiles.map((profile) => [profile.id, profile] as const))("%s", (_, profile) => runSuite(profileSuite(profile)));

describe("a profile of one's own", () => {
  const windows1252 = charset("windows-1252");
  const own = defineProfile({
    ...pep3333,
    id: "mine",
    environ: { ...pep3333.environ, PATH_INFO: variable("pathInfo", windows1252) },
    response: { ...pep3333.response, headerValue: only(windows1252) },
  });
  runSuite(profileSuite(own));
});

describe("the suite fails", () => {
  const caught = async (profile: Profile, expected: RegExp) =>
    expect(await failing(profileSuite(profile, { seed: 1 }), expected)).not.toEqual([]);
  const withPath = (codec: never) =>
    ({ ...pep3333, environ: { ...pep3333.environ, PATH_INFO: variable("pathInfo", codec) } }) as unknown as Profile;
  const decoder = new TextDecoder();

  test("a path that is decoded with substitution, and not said to be", () =>
    caught(withPath({ ...utf8Replacing, lossy: undefined } as never), /^what is written into an environ is read back/));

  test("header values in an encoding that cuts code units", () =>
    caught(
      {
        ...pep3333,
        response: {
          ...pep3333.response,
          headerValue: only({ ...latin1, encode: (value: string) => value.replace(/[^\0-\x7f]/g, "?") as never }),
        },
      },
      /^a response that is written in its types is read back/,
    ));

  test("a codec that refuses with an error of its own", () =>
    caught(
      withPath(
        defineCodec({
          ...utf8,
          decode: (wire: Uint8Array) => {
            if (wire.some((byte) => byte > 0x7f)) throw new RangeError("no");
            return decoder.decode(wire);
          },
          encode: (value: string) => new TextEncoder().encode(value),
        }) as never,
      ),
      /^what it cannot read, it refuses/,
    ));

  test("a declaration that contradicts itself", () => caught({ ...asgi3, convention: "csgi" as never }, /^is a profile/));
});
