/** What `write()` takes, which a proposal declares apart from what the iterable gives. */
import { readChunk } from "../../answer.ts";
import { StringModelError } from "../../errors.ts";
import type { Profile } from "../../profile.ts";

const writing = new WeakMap<Profile, Profile | "removed">();

/** @throws {StringModelError} NO_WRITE, WRONG_TYPE, UNENCODABLE */
export function readWritten(profile: Profile, chunk: unknown): Uint8Array {
  let known = writing.get(profile);
  if (known === undefined) {
    known = withWrittenBody(profile);
    writing.set(profile, known);
  }
  if (known === "removed") throw noWrite(profile);
  return readChunk(known, chunk as never, "write()");
}

export const hasWrite = ({ response: { write } }: Profile): boolean => !("standing" in write) || write.standing !== "removed";

export const noWrite = ({ id }: Profile) => new StringModelError("NO_WRITE", "is removed", { profile: id, key: "write()" });

function withWrittenBody(profile: Profile): Profile | "removed" {
  const { write } = profile.response;
  if ("standing" in write && write.standing === "removed") return "removed";
  return { ...profile, response: { ...profile.response, body: "standing" in write ? write.answer : write } };
}
