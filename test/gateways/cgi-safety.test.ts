/** Bad environments and bad streams of CGI. */
import { runSuite } from "../testing/suite.ts";
import { cgiSafety } from "./safety/cgi.ts";

runSuite(cgiSafety);
