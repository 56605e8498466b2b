/** WebTest's lint around applications that we host: it finds no fault in what they are handed, and every fault in those that have one. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { peersPython } from "../../peers.ts";
import { ask, isHanded } from "./asked.ts";
import { corpus } from "./handed.ts";
import { type Here, host } from "./hosted-here.ts";

describe.skipIf(peersPython === undefined)("WebTest's lint", () => {
  let linted: Here;
  let plain: Here;
  beforeAll(async () => {
    linted = await host("linted.py", "pep-3333");
    plain = await host("dump.py", "pep-3333");
  });
  afterAll(() => Promise.all([linted?.stop(), plain?.stop()]));

  const logged = (from = 0) =>
    linted.log
      .slice(from)
      .map(({ text }) => text)
      .join("");

  test("finds no fault in what an application is handed, nor in how its answer is taken, in the whole corpus", async () => {
    const faulty: string[] = [];
    for (const { name, wire, request } of corpus) {
      const patience = request === undefined ? 1000 : undefined;
      if (isHanded(await ask(plain.port, wire, patience)) !== isHanded(await ask(linted.port, wire, patience))) faulty.push(name);
    }
    // All servers but cheroot hand on the asterisk: see PATH_INFO in docs/python-servers.md. RFC 3875, 4.1.5 has no such path.
    expect(faulty).toEqual(["asterisk-form.http"]);
    const faults = logged().matchAll(/AssertionError: (.*)/g);
    expect([...faults].map(([, fault]) => fault)).toEqual(["PATH_INFO doesn't start with /: '*'"]);
    // Nothing else is warned of: a QUERY_STRING that is not there, an iterable that was not closed.
    const warnings = [...logged().matchAll(/WSGIWarning: (.*)|Exception ignored.*/g)].map(([line, warning]) => warning ?? line);
    expect(warnings.filter((warning) => !/^Unknown REQUEST_METHOD: '(PROPFIND|MOVE)'$/.test(warning))).toEqual([]);
  });

  test.for([
    ["status_without_reason", "should be a three-digit integer followed by a single space and a status explanation"],
    ["status_of_letters", "should start with three digits"],
    ["status_as_number", "Status must be"],
    ["headers_as_tuple", "must be of type list"],
    ["header_as_list", "must be of type tuple"],
    ["header_in_bytes", "Header names must be latin1 string"],
    ["header_beyond_latin1", "Header values must be latin1 string"],
    ["status_header", "The Status header cannot be used"],
    ["line_feed_in_header", "Bad header value"],
    ["no_content_type", "No Content-Type header found"],
    ["text_in_body", "returned a non-<class 'bytes'> object"],
    ["text_as_body", "returned a non-<class 'bytes'> object"],
    ["writes_text", "assert type(s) is bytes"],
    ["never_starts", "start_response has not yet been called"],
    ["nothing", "must return an iterator"],
    ["exc_info_as_list", "is not a tuple"],
    ["closes_input", "input.close() must not be called"],
    ["closes_errors", "errors.close() must not be called"],
  ] as const)("finds the fault of %s, which is a 500 and in the log", async ([name, fault]) => {
    const before = linted.log.length;
    expect(await ask(linted.port, Buffer.from(`GET /${name} HTTP/1.1\r\nHost: h\r\n\r\n`))).toBe(500);
    await expect.poll(() => logged(before)).toContain(fault);
  });
});
