/** The laws of a profile: what the author of a proposal runs. */
import { checkProfile } from "../check-profile.ts";
import { type AnyCodec, isChoice } from "../codec.ts";
import type { Answer, Profile } from "../profile.ts";
import { forPython } from "../python-version.ts";
import { about, type SuiteOptions, type TestCase } from "./case.ts";
import { type CodecSuiteOptions, codecSuite } from "./codec-suite.ts";
import { answerCases } from "./profile/answers.ts";
import { headCases } from "./profile/heads.ts";
import { requestCases } from "./profile/requests.ts";

export interface ProfileSuiteOptions extends SuiteOptions {
  /** What {@link codecSuite} has to be told of the profile's own codecs, by name. */
  readonly codecs?: Readonly<Record<string, CodecSuiteOptions>> | undefined;
}

/** What a profile promises, as it is declared and as it is on Python 2. */
export function profileSuite(profile: Profile, { codecs = {}, ...options }: ProfileSuiteOptions = {}): readonly TestCase[] {
  const on2 = forPython(profile, 2);
  return [
    ...laws(profile, options),
    ...codecsOf(profile).flatMap((codec) => about(`codec ${codec.name}`, codecSuite(codec, { ...options, ...codecs[codec.name] }))),
    ...about("on Python 2", laws(on2, options)),
  ];
}

function laws(profile: Profile, options: SuiteOptions): TestCase[] {
  return [
    { name: "is a profile", source: "defineProfile", run: () => checkProfile(profile) },
    ...requestCases(profile, options),
    ...answerCases(profile, options),
    ...headCases(profile),
  ];
}

/** Every codec that the declaration names, once. */
function codecsOf({ environ, headers, response }: Profile): AnyCodec[] {
  const entries = Object.values(environ).flatMap((entry) => {
    if (entry.is === "address") return [entry.codec];
    if (entry.is !== "variable") return [];
    return isChoice(entry.codec) ? [...entry.codec.among] : [entry.codec];
  });
  const lines = headers.as === "pairs" ? [headers.name, headers.value] : [headers.codec];
  const { status, headerName, headerValue, body, write } = response;
  const parts: (Answer | undefined)[] = [
    "accepts" in status ? status : undefined,
    headerName,
    headerValue,
    body,
    "accepts" in write ? write : write.standing === "deprecated" ? write.answer : undefined,
  ];
  return [...new Set<AnyCodec>([...entries, ...lines, ...parts.flatMap((part) => part?.accepts ?? [])])];
}
