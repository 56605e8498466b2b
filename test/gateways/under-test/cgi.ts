/** CGI under test: a process a request. */
import type { GatewayUnderTest } from "../../../src/testing/testing.ts";
import { bodyOf, lacks, ResponseReader, variablesOf } from "../clients/cgi.ts";
import { serve, start } from "../clients/cgi-host.ts";
import { processChannel } from "../clients/channel.ts";

/** Handlers run in this process, and the program asks for what they do. */
export const cgiHost = (program: () => string): GatewayUnderTest => ({
  name: "cgi",
  lacks,
  async exchange(handler, request) {
    const body = await bodyOf(request);
    const length = ([name, value]: [string, string]): boolean => name !== "CONTENT_LENGTH" || value !== "0";
    const child = start(program(), variablesOf(request, body).filter(length), true);
    serve(processChannel(child), handler);
    const reader = new ResponseReader(request);
    child.stdout?.on("data", (wire: Uint8Array) => {
      reader.push(wire);
      if (reader.leaves) child.stdout?.destroy();
    });
    // A program may answer without having read its body.
    child.stdin?.on("error", () => {});
    for (const chunk of body) child.stdin?.write(chunk);
    child.stdin?.end();
    child.stderr?.resume();
    const code = await new Promise((resolve) => child.on("close", resolve));
    return reader.response(code !== 0);
  },
});
