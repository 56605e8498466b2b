/** Bad messages and bad peers of scgi. */
import { runSuite } from "../testing/suite.ts";
import { scgiSafety } from "./safety/scgi.ts";

runSuite(scgiSafety);
