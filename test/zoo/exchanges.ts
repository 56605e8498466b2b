/** What every application of the zoo is asked: apps/contract.py says what it answers. */
import type { Exchange } from "./exchange.ts";
import { answers } from "./exchanges/answers.ts";
import { bodies, uploads } from "./exchanges/bodies.ts";
import { headers } from "./exchanges/headers.ts";
import { paths, queries } from "./exchanges/targets.ts";

export const exchanges: readonly Exchange[] = [...paths, ...queries, ...headers, ...uploads, ...bodies, ...answers];

/** Those that are also asked at a mount. */
export const mounted: readonly string[] = [
  "a path",
  "a path in UTF-8",
  "a path in ISO-8859-1",
  "a path with an escaped slash",
  "a path with two slashes",
  "a path with dots",
  "a path with parameters",
  "a query in UTF-8",
  "an upload with names in UTF-8",
  "the root",
  "HEAD of the root",
  "a cookie in UTF-8 is set",
  "a redirect",
  "what is missing, in UTF-8",
  "a range of a file",
];
