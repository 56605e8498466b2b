/** What all Pythons of the zoo are started with, here and there: they inherit it. */
import { utimesSync } from "node:fs";

// The folder of the applications stays as it is.
process.env.PYTHONDONTWRITEBYTECODE = "1";
// Sets have one order: Allow is written from one.
process.env.PYTHONHASHSEED = "0";
// ETags are made of a time, of which one engine has microseconds, and another has not.
utimesSync(new URL("apps/file.bin", import.meta.url), 1_253_491_200, 1_253_491_200);
