import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { babelgate, main } from "./run.ts";

const url = "http://example.org/caf%C3%A9/%FF?q=1";
const environs = (args: readonly string[], input?: string | Uint8Array) =>
  JSON.parse(babelgate(["inspect", "--json", ...args], input).out).profiles;
const valueIn = (environ: [unknown, unknown][], key: string) =>
  environ.find(([found]) => JSON.stringify(found) === JSON.stringify({ str: key }))?.[1];

describe("babelgate", () => {
  test("shows examples and exit codes with --help", () => {
    expect(babelgate(["--help"]).out).toContain("Exit codes:");
    for (const command of ["report", "table", "inspect", "transcode", "compare", "serve"])
      expect(babelgate([command, "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Examples:") });
  });

  test("without a command shows the help, as a mistake", () => {
    expect(babelgate([])).toMatchObject({ code: 2, out: "" });
  });

  test("says its version", () => {
    expect(babelgate(["--version"]).out).toBe(`${JSON.parse(readFileSync("package.json", "utf8")).version}\n`);
  });
});

describe("table", () => {
  test("is JSON of columns and rows", () => {
    const { columns, rows } = JSON.parse(babelgate(["table", "--format", "json"]).out);
    expect(columns[0]).toEqual({ id: "wsgi-1.0", title: "WSGI 1.0" });
    expect(rows[2]).toEqual({
      slot: "SCRIPT_NAME, PATH_INFO, QUERY_STRING",
      cells: { "wsgi-1.0": "bytes", mod_wsgi: "native", unicode: "unicode (utf-8)", web3: "bytes", flat: "native (PEP 383)" },
    });
  });

  test("has a form for people, one for Markdown and one for a page", () => {
    expect(babelgate(["table"]).out).toContain("│ unicode (or bytes) │");
    expect(babelgate(["table", "--all", "--format", "markdown"]).out).toContain("| PEP 3333 |");
    expect(babelgate(["table", "--format", "html"]).out).toContain('<th scope="row">environ keys</th><td>bytes</td>');
  });

  test("has no colour where no terminal is", () => {
    expect(babelgate(["table"]).out).not.toContain("\u001b");
  });
});

describe("inspect --through fetch", () => {
  const through = (wire: string) => {
    const { lost, profiles } = JSON.parse(
      babelgate(["inspect", "--json", "--through", "fetch", "--profile", "flat"], Buffer.from(wire, "latin1")).out,
    );
    return { lost, path: profiles.flat && valueIn(profiles.flat.environ, "PATH_INFO") };
  };

  test("shows the environ of what is left, and what is lost before (Fetch Standard, Request)", () => {
    expect(through("GET /a/../%2E/b HTTP/1.1\r\nhost: h\r\nx: 1\r\nx: 2\r\n\r\n")).toEqual({
      path: { str: "/b" },
      lost: [
        { part: "target", sent: "/a/../%2E/b", seen: "/b" },
        { part: "pathInfo", sent: "/a/.././b", seen: "/b" },
        { part: "header", sent: "x: 1" },
        { part: "header", sent: "x: 2" },
        { part: "header", seen: "x: 1, 2" },
      ],
    });
  });

  test("says where there is no Request at all", () => {
    expect(through("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n").lost).toEqual([
      { part: expect.stringContaining("the request: "), sent: "TRACE /" },
    ]);
  });

  test("says that nothing is lost, where nothing is", () => {
    expect(babelgate(["inspect", "--through", "fetch"], "GET /a HTTP/1.1\r\nhost: h\r\n\r\n").out).toContain("Nothing is lost on the way.");
  });
});

describe("inspect", () => {
  test("presents a URL in every model", () => {
    const profiles = environs([url]);
    expect(Object.keys(profiles)).toEqual(["wsgi-1.0", "mod_wsgi", "unicode", "web3", "flat", "pep-3333", "asgi-3"]);
    expect(valueIn(profiles.flat.environ, "PATH_INFO")).toEqual({ str: "/café/\udcff" });
    expect(valueIn(profiles["pep-3333"].environ, "PATH_INFO")).toEqual({ str: "/caf\xc3\xa9/\xff" });
    expect(valueIn(profiles.web3.environ, "web3.path_info")).toEqual({ bytes: Buffer.from("/caf%C3%A9/%FF").toString("hex") });
    expect(profiles["asgi-3"]).toEqual({
      error: { code: "UNDECODABLE", message: "asgi-3 path at 7 not UTF-8 [UNDECODABLE]", profile: "asgi-3", key: "path", offset: 7 },
    });
  });

  test("takes bytes from standard input, byte for byte", () => {
    const profiles = environs(
      ["--profile", "flat", "--profile", "pep-3333"],
      Buffer.from("GET /\xc3\xa9\xff?\xff HTTP/1.0\r\nX-A: \xe9\r\n\r\n", "latin1"),
    );
    expect(Object.keys(profiles)).toEqual(["flat", "pep-3333"]);
    expect(valueIn(profiles.flat.environ, "PATH_INFO")).toEqual({ str: "/é\udcff" });
    expect(valueIn(profiles.flat.environ, "QUERY_STRING")).toEqual({ str: "\udcff" });
    expect(valueIn(profiles["pep-3333"].environ, "HTTP_X_A")).toEqual({ str: "\xe9" });
  });

  test("takes a file, a mount and a scheme", () => {
    const file = join(mkdtempSync(join(tmpdir(), "babelgate-")), "request.http");
    writeFileSync(file, "GET /caf%C3%A9/x HTTP/1.1\r\nHost: h:8443\r\n\r\n");
    const { environ } = environs([file, "--profile", "pep-3333", "--mount", "/café", "--scheme", "https"])["pep-3333"];
    expect([
      valueIn(environ, "SCRIPT_NAME"),
      valueIn(environ, "PATH_INFO"),
      valueIn(environ, "wsgi.url_scheme"),
      valueIn(environ, "SERVER_PORT"),
    ]).toEqual([{ str: "/caf\xc3\xa9" }, { str: "/x" }, { str: "https" }, { str: "8443" }]);
  });

  test("cuts a mount at a segment boundary only", () => {
    const { environ } = environs(["http://h/basement", "--profile", "pep-3333", "--mount", "/base"])["pep-3333"];
    expect([valueIn(environ, "SCRIPT_NAME"), valueIn(environ, "PATH_INFO")]).toEqual([{ str: "" }, { str: "/basement" }]);
  });

  test("makes bytes of native strings, keys too, on Python 2", () => {
    const { environ } = environs([url, "--profile", "pep-3333", "--python", "2"])["pep-3333"];
    expect(environ).toContainEqual([
      { bytes: Buffer.from("PATH_INFO").toString("hex") },
      { bytes: Buffer.from("/caf\xc3\xa9/\xff", "latin1").toString("hex") },
    ]);
  });

  test("sorts the pairs by key, and names streams", () => {
    const { environ } = environs([url, "--profile", "flat"]).flat;
    const keys = environ.map(([key]: [{ str: string }]) => key.str);
    expect(keys).toEqual([...keys].sort());
    expect(valueIn(environ, "wsgi.input")).toEqual({ object: "wsgi.input" });
    expect(valueIn(environ, "wsgi.version")).toEqual([1, 0]);
  });

  test("shows people undecodable and escaped places", () => {
    const { out } = babelgate(["inspect", url]);
    expect(out).toContain(String.raw`'/café/\udcff'`);
    expect(out).toContain(String.raw`b'/caf\xc3\xa9/\xff'`);
    expect(out).toContain("refused  asgi-3: asgi-3 path at 7 not UTF-8 [UNDECODABLE]");
  });

  test("sends a URL's other characters as percent-encoded UTF-8, and the host as punycode", () => {
    const { environ } = environs(["http://café.example/é x?é#f", "--profile", "pep-3333"])["pep-3333"];
    expect(valueIn(environ, "REQUEST_URI")).toEqual({ str: "/%C3%A9%20x?%C3%A9" });
    expect(valueIn(environ, "HTTP_HOST")).toEqual({ str: "xn--caf-dma.example" });
  });
});

describe("transcode", () => {
  const line = (pairs: unknown) => `${JSON.stringify(pairs)}\n`;
  const pair = (key: string, value: unknown) => [{ str: key }, value];

  test("gives the environ that inspect shows of the other model, for every pair that loses nothing", () => {
    const profiles = environs(["http://example.org/caf%C3%A9?q=%FF"]);
    const { "asgi-3": _, ...cgi } = profiles;
    for (const [from, { environ }] of Object.entries<{ environ: unknown }>(cgi)) {
      for (const to of Object.keys(cgi))
        expect(babelgate(["transcode", "--from", from, "--to", to], line(environ)).out, `${from} to ${to}`).toBe(
          line(profiles[to].environ),
        );
    }
  });

  test("keeps the order, answers a bad line in its place, and ends with 1", () => {
    const input = [
      line([pair("PATH_INFO", { str: "/\udcff" })]),
      "nonsense\n",
      line([pair("PATH_INFO", { str: "/\ud800" })]),
      line([pair("PATH_INFO", { bytes: "2f" })]),
      line([pair("PATH_INFO", { str: "/é" })]),
    ].join("");
    const { code, out } = babelgate(["transcode", "--from", "flat", "--to", "pep-3333"], input);
    const results = out
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(results.map((result) => result.error?.code ?? result)).toEqual([
      [pair("PATH_INFO", { str: "/\xff" })],
      "BAD_JSON",
      "UNENCODABLE",
      "WRONG_TYPE",
      [pair("PATH_INFO", { str: "/\xc3\xa9" })],
    ]);
    expect(results[2].error).toMatchObject({ profile: "flat", key: "PATH_INFO", offset: 1 });
    expect(code).toBe(1);
  });

  test("carries what nobody declares", () => {
    const mine = [pair("HTTP_X", { str: "a" }), pair("my.key", { dict: [[{ str: "é" }, [1, null, { object: "x" }]]] })];
    expect(JSON.parse(babelgate(["transcode", "--from", "flat", "--to", "pep-3333"], line(mine)).out)).toEqual([
      pair("HTTP_X", { str: "a" }),
      pair("my.key", { dict: [[{ str: "é" }, [1, null, { object: "my.key" }]]] }),
    ]);
  });

  test("changes answers, in the first type that the other model accepts", () => {
    const answer = {
      status: { bytes: Buffer.from("200 OK").toString("hex") },
      headers: [[{ str: "X-A" }, { bytes: "e9" }]],
      body: [{ str: "\xe9" }, { bytes: "" }],
    };
    const to = (id: string) =>
      JSON.parse(babelgate(["transcode", "--from", "mod_wsgi", "--to", id, "--kind", "response"], line(answer)).out);
    expect(to("pep-3333")).toEqual({
      status: { str: "200 OK" },
      headers: [[{ str: "X-A" }, { str: "\xe9" }]],
      body: [{ bytes: "e9" }, { bytes: "" }],
    });
    expect(to("asgi-3")).toEqual({
      status: 200,
      headers: [[{ bytes: "782d61" }, { bytes: "e9" }]],
      body: [{ bytes: "e9" }, { bytes: "" }],
    });
  });

  test("takes a last line without a line feed, and lines that come in pieces", async () => {
    const child = spawn(process.execPath, [main, "transcode", "--from", "flat", "--to", "web3"]);
    const out: Buffer[] = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    const text = Buffer.from(`${line([pair("PATH_INFO", { str: "/é" })])}${line([pair("QUERY_STRING", { str: "q" })]).trim()}`);
    for (const byte of text) child.stdin.write(Buffer.of(byte));
    child.stdin.end();
    await once(child, "close");
    expect(Buffer.concat(out).toString()).toBe(
      line([pair("PATH_INFO", { bytes: "2fc3a9" })]) + line([pair("QUERY_STRING", { bytes: "71" })]),
    );
  });
});

describe("compare", () => {
  test("gives the same report for the same seed", () => {
    const once = () =>
      babelgate(["compare", "--profiles", "flat,unicode", "--runs", "20", "--seed", "5", "--no-confirm", "--format", "json"]).out;
    expect(once()).toBe(once());
  });

  test("says for every claim and profile the verdict, the runs, the seed, the counterexample and the reason", () => {
    const { results } = JSON.parse(
      babelgate([
        "compare",
        "--profiles",
        "flat,asgi-3",
        "--claims",
        "path-survives,environ-is-printable",
        "--runs",
        "50",
        "--no-confirm",
        "--format",
        "json",
      ]).out,
    );
    expect(results["path-survives"].flat).toMatchObject({ verdict: "holds", seed: 1 });
    expect(results["path-survives"]["asgi-3"]).toMatchObject({
      verdict: "refuses",
      reason: expect.stringContaining("UNDECODABLE"),
      counterexample: { requests: [expect.stringMatching(/^474554202f/)] },
    });
    expect(results["path-survives"]["asgi-3"].runs).toBeGreaterThan(50);
    expect(results["environ-is-printable"].flat.counterexample.made[0]).toContainEqual([
      { str: "PATH_INFO" },
      { str: expect.stringMatching(/^\/.*[\udc80-\udcff]/) },
    ]);
  });

  test("judges a profile of one's own like the others, from TypeScript too", () => {
    const folder = mkdtempSync(join(tmpdir(), "babelgate-"));
    writeFileSync(
      join(folder, "mine.ts"),
      `import { cgiVariables, defineProfile, utf8, type Profile } from "babelgate";
import pep3333 from "babelgate/proposals/pep-3333";
const mine: Profile = defineProfile({ ...pep3333, id: "mine", title: "Mine", environ: { ...pep3333.environ, ...cgiVariables(utf8) } });
export default mine;
`,
    );
    const { out, code, err } = babelgate(
      [
        "compare",
        "--profiles",
        "flat",
        "--profile",
        "./mine.ts",
        "--claims",
        "path-survives,utf8-path-is-text",
        "--runs",
        "30",
        "--format",
        "json",
      ],
      "",
      folder,
    );
    expect([code, err]).toEqual([0, ""]);
    const { results, confirmation } = JSON.parse(out);
    expect([results["path-survives"].mine.verdict, results["utf8-path-is-text"].mine.verdict]).toEqual(["refuses", "holds"]);
    expect(confirmation.profiles.mine).toBeGreaterThan(1000);
    expect(confirmation.differences).toEqual([]);
  });

  test("fails loudly when CPython builds another value", () => {
    const folder = mkdtempSync(join(tmpdir(), "babelgate-"));
    writeFileSync(
      join(folder, "wrong.mjs"),
      `import { cgiVariables, latin1 } from "babelgate";
import pep3333 from "babelgate/proposals/pep-3333";
const wrong = { ...latin1, python: { type: "str", encoding: "utf-8", errors: "surrogateescape" } };
export default { ...pep3333, id: "wrong", environ: { ...pep3333.environ, ...cgiVariables(wrong) } };
`,
    );
    const { code, err } = babelgate(
      ["compare", "--profiles", "flat", "--profile", "./wrong.mjs", "--claims", "path-survives", "--runs", "5"],
      "",
      folder,
    );
    expect(code).toBe(1);
    expect(err).toMatch(/wrong variable \{"str":"PATH_INFO"\}: ours .*, CPython's /);
    expect(err).toMatch(/CPython 3\.\d+\.\d+ disagrees \d+ times/);
  });

  test("has a form for people, one for Markdown and one for a page", () => {
    const args = ["compare", "--claims", "repeated-headers-stay-apart", "--runs", "5", "--no-confirm"];
    expect(babelgate(args).out).toContain("GET /, X-Model: 1, X-Model: 2 → HTTP_X_MODEL '1, 2'");
    expect(babelgate([...args, "--format", "markdown"]).out).toContain(
      "- **corrupts** `flat`: `GET /, X-Model: 1, X-Model: 2 → HTTP_X_MODEL '1, 2'`",
    );
    expect(babelgate([...args, "--format", "html"]).out).toMatch(/^<!doctype html>/i);
  });
});
