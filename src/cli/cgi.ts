/** `babelgate cgi`: the CGI program of an application: one process, one request. */
import type { Command } from "commander";
import { loadCatalog } from "../catalog.ts";
import { serveCgi } from "../gateways/cgi.ts";
import { hosted } from "../serve/hosted.ts";
import { mount, profileNamed } from "./options.ts";
import { bytes, limitFrom } from "./units.ts";

export function addCgi(program: Command): void {
  program
    .command("cgi")
    .description("answer the one request that a web server started this process for")
    .argument("<app>", "a module and the name of its export: ./app.mjs, ./app.ts, ./app.mjs:name")
    .requiredOption("--profile <id|file>", "the model that the application is written to")
    .option("--server-profile <id|file>", "put an adapter in between: the server speaks this model")
    .option("--mount <prefix>", "the application's mount; SCRIPT_NAME unless told", mount)
    .option("--max-body <bytes>", "of a request body", bytes("--max-body"))
    .addHelpText(
      "after",
      `
The exit code is 1 when the answer broke off, 2 when the application ends the program or never answers, and 3 when it does not load.

A CGI program, say /usr/lib/cgi-bin/app.cgi:
  #!/bin/sh
  exec babelgate cgi /srv/app/app.mjs --profile flat`,
    )
    .action(async (app: string, options) => {
      const catalog = await loadCatalog();
      await profileNamed(catalog, "--profile", options.profile);
      if (options.serverProfile !== undefined) await profileNamed(catalog, "--server-profile", options.serverProfile);
      const { handler, lifespan } = await hosted({ app, profile: options.profile, serverProfile: options.serverProfile });
      const limits = options.maxBody === undefined ? {} : { body: limitFrom(options.maxBody) };
      process.exitCode = await serveCgi(handler, { mount: options.mount, limits });
      await lifespan?.stop();
      // The application's own timers and sockets are no reason to stay: one process, one request.
      setImmediate(() => process.exit());
    });
}
