/** A bounded run of the fuzzer; `npm run fuzz` runs for longer. */
import { test } from "vitest";
import { fuzz } from "../fuzz/cgi.ts";

test("any environment is a request, or a named refusal; never another exception", () => fuzz(5000));
