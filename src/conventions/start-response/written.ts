/** What `write()` takes, which a proposal declares apart from what the iterable gives. */
import { readChunk, writeChunk } from "../../answer.ts";
import { StringModelError } from "../../errors.ts";
import type { Profile } from "../../profile.ts";

const writing = new WeakMap<Profile, Profile | "removed">();

/** @throws {StringModelError} NO_WRITE, WRONG_TYPE, UNENCODABLE */
export function readWritten(profile: Profile, chunk: unknown): Uint8Array {
  const known = writingProfile(profile);
  if (known === "removed") throw noWrite(profile);
  return readChunk(known, chunk as never, "write()");
}

function writingProfile(profile: Profile): Profile | "removed" {
  const known = writing.get(profile);
  if (known !== undefined) return known;
  const made = withWrittenBody(profile);
  writing.set(profile, made);
  return made;
}

/** A chunk in the first of the types that the model's `write()` takes. */
export const writeWritten = (profile: Profile, chunk: Uint8Array): unknown => writeChunk(writingProfile(profile) as Profile, chunk);

export const hasWrite = ({ response: { write } }: Profile): boolean => !("standing" in write) || write.standing !== "removed";

export const noWrite = ({ id }: Profile) => new StringModelError("NO_WRITE", "is removed", { profile: id, key: "write()" });

function withWrittenBody(profile: Profile): Profile | "removed" {
  const { write } = profile.response;
  if ("standing" in write && write.standing === "removed") return "removed";
  return { ...profile, response: { ...profile.response, body: "standing" in write ? write.answer : write } };
}
