/**
 * Where a mount ends and the rest of the path begins (RFC 3875, 4.1.5 and 4.1.13).
 *
 * The mount is percent-decoded, the path is as it was sent, so one walks beside the other. Dot segments
 * and empty segments are left alone: what they mean is the application's business.
 */
import type { ByteString } from "../wire.ts";
import { empty } from "../wire.ts";
import { escapeAt, percentDecode } from "./percent.ts";

const slash = 0x2f;

/** A path cut in two, both halves percent-decoded. */
export interface MountedPath {
  readonly scriptName: ByteString;
  readonly pathInfo: ByteString;
}

/**
 * SCRIPT_NAME and PATH_INFO of a path as it was sent, under a percent-decoded mount.
 *
 * The cut is made only at a segment boundary of the raw path: `/application` and `/app%2Fx` are not under
 * `/app`. A path that is not under the mount is not cut: all of it is PATH_INFO.
 *
 * @throws {TypeError} when `mount` is neither empty nor a path without a slash at its end
 */
export function splitMount(rawPath: ByteString, mount: ByteString): MountedPath {
  if (mount === empty) return { scriptName: empty, pathInfo: percentDecode(rawPath) };
  if (mount.charCodeAt(0) !== slash || mount.endsWith("/")) throw new TypeError("a mount is empty, or /like/this");
  const cut = rawCut(rawPath, mount);
  if (cut === -1) return { scriptName: empty, pathInfo: percentDecode(rawPath) };
  return { scriptName: mount, pathInfo: percentDecode(rawPath.slice(cut) as ByteString) };
}

/**
 * The index in the raw path where a percent-decoded SCRIPT_NAME ends, or -1 where the path does not begin
 * with it or goes on in the middle of a segment.
 *
 * At most one index qualifies, since decoding never shrinks to nothing and goes left to right.
 */
export function rawCut(rawPath: ByteString, scriptName: ByteString): number {
  let at = 0;
  for (let i = 0; i < scriptName.length; i++) {
    const byte = escapeAt(rawPath, at);
    // Past the end charCodeAt is NaN, which equals nothing.
    if ((byte === -1 ? rawPath.charCodeAt(at) : byte) !== scriptName.charCodeAt(i)) return -1;
    at += byte === -1 ? 1 : 3;
  }
  return scriptName === empty || at === rawPath.length || rawPath.charCodeAt(at) === slash ? at : -1;
}
