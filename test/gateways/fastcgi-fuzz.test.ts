/** A bounded run; `npm run fuzz` goes on for longer. */
import { test } from "vitest";
import { fuzz } from "../fuzz/fastcgi.ts";

test("random and mutated records are answered or refused, however they are cut", () => fuzz(2000));
