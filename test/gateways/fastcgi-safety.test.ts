/** The safety cases of the FastCGI gateway. */
import { runSuite } from "../testing/suite.ts";
import { fastcgiSafety } from "./safety/fastcgi.ts";

runSuite(fastcgiSafety);
