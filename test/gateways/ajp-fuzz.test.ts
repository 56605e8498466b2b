import { test } from "vitest";
import { fuzz } from "../fuzz/ajp.ts";

test("any bytes over AJP are requests or named refusals, however they are cut", () => fuzz(2000));
