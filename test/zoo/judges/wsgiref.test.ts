/** CPython's own tests of its WSGI server, on what we host. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { outcomesOf } from "./inside.ts";

/** One that has its tests with it: Debian keeps them in a package of their own. */
const python = [peersPython, process.env.PYTHON, "python3"].find(
  (candidate) => candidate !== undefined && spawnSync(candidate, ["-c", "import test.test_wsgiref"]).status === 0,
);

if (python === undefined) console.warn("skipped: CPython's test.test_wsgiref (apt-get install libpython3.11-testsuite)");

/**
 * Those of its cases that are about a server. The others of HandlerTests are about wsgiref's classes themselves (testEnviron, testCGIEnviron,
 * testScheme, testAbstractMethods, testPartialWrite, testClientConnectionTerminations, testDontResetInternalStateOnException), or about what
 * they write for an HTTP/0.9 that we refuse (testHeaderFormats); test_interrupted_write is about signals in its own thread.
 */
const cases = [
  "IntegrationTests.test_bytes_validation",
  "IntegrationTests.test_cp1252_url",
  "IntegrationTests.test_environ",
  "IntegrationTests.test_plain_hello",
  "IntegrationTests.test_request_length",
  "IntegrationTests.test_simple_validation_error",
  "IntegrationTests.test_status_validation_errors",
  "IntegrationTests.test_validated_hello",
  "IntegrationTests.test_wsgi_input",
  "HandlerTests.testBasicErrorOutput",
  "HandlerTests.testBytesData",
  "HandlerTests.testCloseOnError",
  "HandlerTests.testContentLength",
  "HandlerTests.testErrorAfterOutput",
];

describe.skipIf(python === undefined)("CPython's test.test_wsgiref", () => {
  test("finds in what we host what it finds in wsgiref", async () => {
    expect(await outcomesOf("wsgiref_cases", python!)).toEqual(Object.fromEntries(cases.map((name) => [name, "ok"])));
  });
});
