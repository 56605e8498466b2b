/** A CGI program in the scratch folder, and the socket on which it asks what to answer. */
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import type { Handler } from "../../src/exchange.ts";
import { serve } from "../gateways/clients/cgi-host.ts";
import { socketChannel } from "../gateways/clients/channel.ts";
import { stripped } from "../gateways/clients/stripped.ts";
import { everyonesNode } from "./everyones-node.ts";

/**
 * Writes `app.cgi`, with a copy of all that it runs: a web server's user may not look into the folder of this project. The
 * socket is what the server that is returned has to listen on.
 */
export function cgiProgram(folder: string, handler: Handler): { readonly server: Server; readonly socket: string } {
  const { path } = stripped("test/gateways/clients/cgi-program.ts", join(folder, "program"));
  const socket = join(folder, "cgi.sock");
  writeFileSync(join(folder, "app.cgi"), `#!/bin/sh\nexec "${everyonesNode(folder)}" "${path}" "${socket}"\n`, { mode: 0o755 });
  return { server: createServer((connection) => serve(socketChannel(connection), handler)), socket };
}
