/** Bad messages and bad peers of uwsgi. */
import { runSuite } from "../testing/suite.ts";
import { uwsgiSafety } from "./safety/uwsgi.ts";

runSuite(uwsgiSafety);
