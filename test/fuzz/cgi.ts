/** CGI under any environment at all: a request, or a named refusal; never another exception. */
import * as fc from "fast-check";
import { StringModelError } from "../../src/errors.ts";
import { environmentOf } from "../../src/gateways/cgi/environment.ts";
import { requestOf } from "../../src/gateways/cgi/request.ts";
import { bodyLength } from "../../src/gateways/cgi/variables.ts";
import { byteString, empty, toBytes } from "../../src/wire.ts";
import { text, variables } from "./variables.ts";

export const environment = fc.record({
  lines: variables.map((variables) => variables.map(([name, value]) => `${name}=${value}\0`).join("")),
  rest: fc.oneof(fc.constant(""), text),
  mount: fc.constantFrom(undefined, empty, byteString("/a")),
});

export function fuzz(runs: number, seed?: number): void {
  const property = fc.property(environment, ({ lines, rest, mount }) => {
    try {
      const variables = environmentOf(toBytes(byteString(lines + rest)));
      bodyLength(variables, {});
      const { scriptName, pathInfo, rawPath, headers } = requestOf(variables, [], { mount });
      if (scriptName.endsWith("/")) throw new Error("a mount with a slash at its end");
      if (pathInfo !== "" && pathInfo !== "*" && !pathInfo.startsWith("/")) throw new Error("a path without a slash");
      if (rawPath !== undefined && rawPath.length < (scriptName + pathInfo).length) throw new Error("a raw path that was decoded");
      if (headers.some(([name]) => name === "proxy")) throw new Error("Proxy");
    } catch (error) {
      if (!(error instanceof StringModelError)) throw error;
    }
  });
  fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
}
