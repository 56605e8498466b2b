/** What every gateway passes, through CGI: a process a request. */
import { afterAll } from "vitest";
import { gatewaySuite } from "../../src/testing/testing.ts";
import { runSuite } from "../testing/suite.ts";
import { stripped } from "./clients/stripped.ts";
import { cgiHost } from "./under-test/cgi.ts";

const program = stripped("test/gateways/clients/cgi-program.ts");
afterAll(() => program.remove());

runSuite(gatewaySuite(cgiHost(() => program.path)));
