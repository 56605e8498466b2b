/** SCRIPT_NAME and PATH_INFO, whatever a web server makes of them: docs/gateways.md, What front ends say. */
import { type MountedPath, splitMount } from "../../cgi/path.ts";
import { percentDecode } from "../../cgi/percent.ts";
import { sentPathIn } from "../../slots.ts";
import { type ByteString, empty } from "../../wire.ts";
import { badVariable, type Variables, valueOf } from "./variables.ts";

export interface FoundPath extends MountedPath {
  /** Absent where the web server has changed the path since. */
  readonly rawPath: ByteString | undefined;
}

/**
 * Mount and rest, percent-decoded, and the path as it was sent. A `mount` in the options cuts anew what both are together.
 *
 * @throws {StringModelError} BAD_VARIABLE for a path that does not begin with a slash and is no `*`
 * @throws {TypeError} when `mount` is neither empty nor a path without a slash at its end
 */
export function pathOf(variables: Variables, method: ByteString, mount: ByteString | undefined): FoundPath {
  const target = valueOf(variables, "REQUEST_URI");
  const told = toldPath(variables, target);
  const rawPath = sentPathIn(target === undefined ? {} : { target, method }, told.scriptName, told.pathInfo);
  const { scriptName, pathInfo } = mount === undefined ? told : splitMount(rawPath ?? quotedAgain(told), mount);
  if (!isPath(scriptName)) throw badVariable("SCRIPT_NAME", "does not begin with a slash");
  if (!isPath(pathInfo) && !(pathInfo === "*" && scriptName === empty)) throw badVariable("PATH_INFO", "does not begin with a slash");
  return { scriptName, pathInfo, rawPath };
}

const isPath = (path: ByteString): boolean => path === empty || path.startsWith("/");

/** What decodes to the same bytes, for want of the path as it was sent. */
const quotedAgain = ({ scriptName, pathInfo }: MountedPath): ByteString => `${scriptName}${pathInfo}`.replaceAll("%", "%25") as ByteString;

/** As the server tells it. Without PATH_INFO, all of the path stands in one of the others, and the mount is the root. */
function toldPath(variables: Variables, target: ByteString | undefined): MountedPath {
  const scriptName = variables.get("SCRIPT_NAME" as ByteString);
  const pathInfo = variables.get("PATH_INFO" as ByteString);
  if (pathInfo !== undefined) return withoutSlash(scriptName ?? empty, pathInfo);
  return { scriptName: empty, pathInfo: scriptName ?? valueOf(variables, "DOCUMENT_URI") ?? decodedPath(target) };
}

/** No mount has a slash at its end (RFC 3875, 4.1.13), though mod_proxy_uwsgi says `/app/` and `/` of `/app/`. */
function withoutSlash(scriptName: ByteString, pathInfo: ByteString): MountedPath {
  let end = scriptName.length;
  while (end > 0 && scriptName[end - 1] === "/") end--;
  if (end === scriptName.length) return { scriptName, pathInfo };
  const rest = pathInfo.startsWith("/") ? pathInfo : (`/${pathInfo}` as ByteString);
  return { scriptName: scriptName.slice(0, end) as ByteString, pathInfo: rest };
}

function decodedPath(target: ByteString = empty): ByteString {
  const end = target.indexOf("?");
  return percentDecode(end === -1 ? target : (target.slice(0, end) as ByteString));
}
