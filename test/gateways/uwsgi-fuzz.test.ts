/** A bounded run of the fuzzer; `npm run fuzz` runs for longer. */
import { test } from "vitest";
import { fuzz } from "../fuzz/uwsgi.ts";

test("any bytes are a request, or a named refusal; never another exception, never a hang", () => fuzz(1000));
