import { describe, expect, test } from "vitest";
import { loadCatalog } from "../src/catalog.ts";
import { forPython } from "../src/python-version.ts";
import { proposalsTable } from "../src/table.ts";

const { proposals } = await loadCatalog();

describe("the summary table of the proposals page", () => {
  test("comes out of the declarations, cell for cell", () => {
    const { columns, rows } = proposalsTable(proposals.slice(0, 5));
    expect(columns.map(({ title }) => title)).toEqual(["WSGI 1.0", "mod_wsgi", "Unicode", "web3", "flat"]);
    expect(rows.map(({ slot, cells }) => [slot, ...columns.map(({ id }) => cells[id])])).toEqual([
      ["environ keys", "bytes", "native", "native", "native", "native"],
      ["CGI values", "bytes", "native", "unicode", "bytes", "native (PEP 383)"],
      ["SCRIPT_NAME, PATH_INFO, QUERY_STRING", "bytes", "native", "unicode (utf-8)", "bytes", "native (PEP 383)"],
      ["wsgi.url_scheme", "bytes", "native", "unicode", "bytes", "native"],
      ["wsgi.input", "bytes", "bytes", "bytes", "bytes", "bytes"],
      ["status line", "bytes", "bytes (or native)", "unicode (or bytes)", "bytes", "bytes"],
      ["headers", "bytes", "bytes (or native)", "unicode or bytes", "bytes", "bytes"],
      ["response iterable", "bytes", "bytes (or native)", "bytes", "bytes", "bytes"],
      ["write() callback", "bytes", "bytes (or native)", "(deprecated)", "(removed)", "(removed)"],
    ]);
  });

  test("has PEP 3333 and ASGI 3 beside them when asked", () => {
    const { rows } = proposalsTable(proposals);
    expect(rows.map(({ cells }) => [cells["pep-3333"], cells["asgi-3"]])).toEqual([
      ["native", "unicode"],
      ["native", "unicode (utf-8), headers bytes"],
      ["native", "unicode (utf-8), query_string bytes"],
      ["native", "unicode (utf-8)"],
      ["bytes", "bytes"],
      ["native", "int"],
      ["native", "bytes"],
      ["bytes", "bytes"],
      ["bytes", "(removed)"],
    ]);
  });

  test("on Python 2 a native string is a byte string (first note)", () => {
    const { rows } = proposalsTable(proposals.map((profile) => forPython(profile, 2)));
    const column = (id: string) => rows.map(({ cells }) => cells[id]);
    expect(column("flat")).toEqual(["bytes", "bytes", "bytes", "bytes", "bytes", "bytes", "bytes", "bytes", "(removed)"]);
    expect(column("mod_wsgi")).toEqual(Array(9).fill("bytes"));
    expect(column("unicode").slice(0, 4)).toEqual(["bytes", "unicode", "unicode (utf-8)", "unicode"]);
    expect(column("wsgi-1.0")).toEqual(Array(9).fill("bytes"));
  });
});
