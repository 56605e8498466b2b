/** What a native string is depends on the Python: bytes on 2, Unicode on 3 (the proposals table, first note). */
import { type AnyCodec, isChoice, type Model } from "./codec.ts";
import { bytes } from "./codecs/bytes.ts";
import type { Answer, Entry, HeaderPlacement, Profile, StatusCode, Write } from "./profile.ts";

export type PythonVersion = 2 | 3;

const versions = new WeakMap<Profile, Profile>();

/**
 * The profile as it is on that Python. On 3 it is the declaration itself; on 2 every native string, the
 * keys among them, is bytes. Text stays text (`unicode`).
 */
export function forPython(profile: Profile, python: PythonVersion): Profile {
  if (python === 3) return profile;
  const known = versions.get(profile);
  if (known) return known;
  const on2 = onPython2(profile);
  versions.set(profile, on2);
  return on2;
}

function onPython2(profile: Profile): Profile {
  const { status, headerName, headerValue, body, write } = profile.response;
  return {
    ...profile,
    keys: profile.keys === "native" ? "bytes" : profile.keys,
    environ: Object.fromEntries(Object.entries(profile.environ).map(([key, entry]) => [key, entryOn2(entry)])),
    headers: headersOn2(profile.headers),
    response: {
      status: statusOn2(status),
      headerName: answerOn2(headerName),
      headerValue: answerOn2(headerValue),
      body: answerOn2(body),
      write: writeOn2(write),
    },
  };
}

const codecOn2 = <C extends Model>(codec: C): C | AnyCodec => (!isChoice(codec) && codec.type === "native" ? bytes : codec);

function entryOn2(entry: Entry): Entry {
  return entry.is === "variable" || entry.is === "address" ? ({ ...entry, codec: codecOn2(entry.codec) } as Entry) : entry;
}

function headersOn2(headers: HeaderPlacement): HeaderPlacement {
  if (headers.as === "HTTP_*") return { ...headers, codec: codecOn2(headers.codec) };
  return { ...headers, name: codecOn2(headers.name), value: codecOn2(headers.value) };
}

const statusOn2 = (status: Answer | StatusCode) => ("accepts" in status ? answerOn2(status) : status);

function answerOn2(answer: Answer): Answer {
  const [first, ...others] = [...new Set(answer.accepts.map(codecOn2))] as [AnyCodec, ...AnyCodec[]];
  const { wording, ...rest } = answer;
  return { ...rest, accepts: [first, ...others], ...(others.length > 0 && wording && { wording }) };
}

function writeOn2(write: Write): Write {
  if (!("standing" in write)) return answerOn2(write);
  return write.standing === "deprecated" ? { ...write, answer: answerOn2(write.answer) } : write;
}
