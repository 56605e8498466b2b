/** The environ as a table, as the "HOWTO Use Python in the web" has it for FastCGI: behind real web servers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCpython } from "../../src/engines/cpython.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { exchangeHeader } from "../front-ends/backends.ts";
import { eachFrontEnd } from "../front-ends/each-front-end.ts";
import { peersPython } from "../peers.ts";
import { bytesOf, get } from "./exchange.ts";
import { behind, serverProfiles } from "./ours.ts";
import { ask } from "./raw-http.ts";

describe.skipIf(peersPython === undefined)("the table of the environ, over FastCGI", () => {
  let engine: Engine;
  beforeAll(async () => {
    const { default: profile } = await import("../../proposals/pep-3333.ts");
    engine = await startCpython({ app: "test/zoo/apps/environ_table_zoo.py:app", profile, python: peersPython });
  });
  afterAll(async () => void (await engine.stop(0)));

  eachFrontEnd((_, started) => {
    test.for(serverProfiles)("has names and values as text, and no value is taken for HTML; server profile %s", async (serverProfile) => {
      const { backends, running } = started();
      backends.handlers.set("table", behind(engine.handler, serverProfile));
      const answer = await ask(running.ports.fastcgi!, exchange, "");
      expect([answer.status, answer.whole]).toEqual([200, true]);
      const rows = Buffer.from(answer.body, "latin1").toString().split("\n");
      expect(rows).toEqual(expect.arrayContaining([...expected]));
      expect(rows.filter((row) => /^<tr><th>[\w.]+<\/th><td>[^<>"]*<\/td><\/tr>$/.test(row))).toHaveLength(rows.length - 7);
    });
  });
});

const exchange = get("a table", "/caf%C3%A9/%3Cb%3E&%22?q=%3Ca%3E&r='1'", {
  headers: [
    ["X-Utf-8", bytesOf("<ř>")],
    ["X-Latin-1", "caf\xe9"],
    ["Cookie", 'a="1"; b=2'],
    [exchangeHeader, "table"],
  ],
});

const expected: readonly string[] = [
  '<meta charset="utf-8">',
  "<tr><th>HTTP_COOKIE</th><td>a=&quot;1&quot;; b=2</td></tr>",
  "<tr><th>HTTP_X_LATIN_1</th><td>caf\\xe9</td></tr>",
  "<tr><th>HTTP_X_UTF_8</th><td>&lt;ř&gt;</td></tr>",
  "<tr><th>PATH_INFO</th><td>/café/&lt;b&gt;&amp;&quot;</td></tr>",
  "<tr><th>QUERY_STRING</th><td>q=%3Ca%3E&amp;r=&#x27;1&#x27;</td></tr>",
  "<tr><th>REQUEST_METHOD</th><td>GET</td></tr>",
  "<tr><th>wsgi.url_scheme</th><td>http</td></tr>",
  "<tr><th>wsgi.version</th><td>(1, 0)</td></tr>",
  "</table>",
];
