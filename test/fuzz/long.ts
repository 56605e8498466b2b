/** Every reader against generated and damaged messages, for as long as somebody has; a failure prints its seed. */
import { expect, test } from "vitest";
import { fuzz as ajp } from "./ajp.ts";
import { fuzz as cgi } from "./cgi.ts";
import { fuzz as fastcgi } from "./fastcgi.ts";
import { fuzz as http1 } from "./http1.ts";
import { fuzz as scgi } from "./scgi.ts";
import { fuzz as uwsgi } from "./uwsgi.ts";

const minutes = Number(process.env.FUZZ_MINUTES ?? 2);
const batch = 1000;

test.each(Object.entries({ http1, fastcgi, ajp, scgi, uwsgi, cgi }))("%s: a request, or a named refusal", async (name, fuzz) => {
  const end = Date.now() + minutes * 60_000;
  let runs = 0;
  do {
    await fuzz(batch);
    runs += batch;
  } while (Date.now() < end);
  console.log(`${name}: ${runs} runs`);
  expect(runs).toBeGreaterThan(0);
});
