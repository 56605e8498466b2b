/** The page of a real comparison, opened in a browser. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCatalog, loadProperties } from "../../src/catalog.ts";
import { loadCorpus } from "../../src/compare/corpus.ts";
import { htmlReport } from "../../src/compare/html.ts";
import type { Report } from "../../src/compare/report.ts";
import { compare } from "../../src/compare/run.ts";
import { proposalsTable } from "../../src/table.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const missing = !existsSync(executablePath);
if (missing) console.warn("skipped: the report in a browser (apt-get install chromium, or name one in CHROMIUM)");

let browser: Browser;
let folder: string;
let report: Report;
let address: string;

// What functions that run in the page use of it: the rest of the program has no DOM to speak of.
interface Painted {
  readonly parentElement: Painted | null;
}
declare const document: { readonly documentElement: { readonly scrollWidth: number }; getElementById(id: string): unknown };
declare const getComputedStyle: (element: Painted) => { readonly color: string; readonly backgroundColor: string };
declare const innerHeight: number;

/** Contrast of each element's text with what is painted behind it (WCAG 2.2, 1.4.3); run in the page. */
function contrasts(elements: readonly Painted[]): number[] {
  const luminance = (colour: string) => {
    const [r, g, b] = colour
      .match(/[\d.]+/g)!
      .map(Number)
      .map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return elements.map((element) => {
    let behind: Painted = element;
    while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement!;
    const both = [luminance(getComputedStyle(behind).backgroundColor), luminance(getComputedStyle(element).color)];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
  });
}

/** A fresh page, and what it complained about or asked of the network. */
async function opened(options: Parameters<Browser["newPage"]>[0] = {}, hash = ""): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith(`${address}#`) && !request.url().startsWith("data:"))
      complaints.push(request.url());
  });
  await page.goto(address + hash);
  return { page, complaints };
}

describe.skipIf(missing)("the page in a browser", () => {
  beforeAll(async () => {
    const { proposals, profiles } = await loadCatalog();
    const properties = await loadProperties();
    report = await compare({ version: "0", profiles, properties, all: proposals, corpus: loadCorpus(), runs: 20, seed: 1 });
    folder = mkdtempSync(join(tmpdir(), "babelgate-html-"));
    const file = join(folder, "report.html");
    writeFileSync(file, htmlReport(report, proposalsTable(proposals)));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  test("complains of nothing and asks nothing of the network", async () => {
    const { complaints } = await opened();
    expect(complaints).toEqual([]);
  });

  test("the matrix has a row a claim and a column a proposal", async () => {
    const { page } = await opened();
    expect(await page.locator("#matrix tbody tr").count()).toBe(report.claims.length);
    expect(await page.locator("#matrix thead th").count()).toBe(1 + report.profiles.filter(({ id }) => !id.includes("@")).length);
    const cells = await page.locator("#matrix tbody tr").evaluateAll((rows) => rows.map((row) => row.children.length));
    expect(new Set(cells)).toEqual(new Set([1 + report.profiles.filter(({ id }) => !id.includes("@")).length]));
  });

  test("a result opens when it is clicked", async () => {
    const { page } = await opened();
    const result = page.locator("details.result.v-corrupts").first();
    expect(await result.locator(".scenes").isVisible()).toBe(false);
    await result.locator("summary").first().click();
    expect(await result.locator(".scenes").isVisible()).toBe(true);
  });

  test("a cell of the matrix opens its result, with the verdict in sight", async () => {
    const { page } = await opened();
    await page.locator("#matrix td.v-corrupts a").last().click();
    const result = page.locator("details.result:has(li:target)");
    expect(await result.getAttribute("open")).not.toBeNull();
    await expect
      .poll(() =>
        result
          .locator("summary")
          .first()
          .evaluate((summary) => summary.getBoundingClientRect().top),
      )
      .toBeGreaterThanOrEqual(0);
    expect(await result.locator("li:target").evaluate((item) => item.getBoundingClientRect().bottom < innerHeight)).toBe(true);
  });

  test("claims on which the proposals agree can be hidden", async () => {
    const { page } = await opened();
    await page.locator("#only-differing").check();
    expect(await page.locator("#matrix tbody tr:visible").count()).toBe(await page.locator("#matrix tbody tr:not(.agreed)").count());
    expect(await page.locator("#matrix tbody tr.agreed").count()).toBeGreaterThan(0);
  });

  test("all results open at a button, and close again", async () => {
    const { page } = await opened();
    const results = await page.locator("details.result").count();
    await page.locator("#open-all").click();
    expect(await page.locator("details.result[open]").count()).toBe(results);
    await page.locator("#open-all").click();
    expect(await page.locator("details.result[open]").count()).toBe(0);
  });

  test("everything is there without its script", async () => {
    const { page } = await opened({ javaScriptEnabled: false });
    await page.locator("details.result.v-corrupts summary").first().click();
    expect(await page.locator("details.result.v-corrupts .scenes").first().isVisible()).toBe(true);
    expect(await page.locator("#open-all").isVisible()).toBe(false);
  });

  test("anchors resolve, and no two elements have one id", async () => {
    const { page } = await opened();
    const lost = await page
      .locator('a[href^="#"]')
      .evaluateAll((links) =>
        links
          .map((link) => (link as unknown as { hash: string }).hash.slice(1))
          .filter((id) => !document.getElementById(decodeURIComponent(id))),
      );
    const ids = await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id));
    expect(lost).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([1280, 390])("nothing is wider than a window of %i pixels, even with every result open", async (width) => {
    const { page } = await opened({ viewport: { width, height: 844 } });
    await page.locator("#open-all").click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test("the claims and the headings of the matrix stay in sight when it is scrolled", async () => {
    const { page } = await opened({ viewport: { width: 390, height: 844 } });
    const corner = page.locator("#matrix thead th").first();
    const frame = page.locator(".scroll:has(#matrix)");
    const before = await corner.evaluate((cell) => cell.getBoundingClientRect().left);
    await frame.evaluate((scroll) => scroll.scrollTo(200, 300));
    expect(await corner.evaluate((cell) => cell.getBoundingClientRect().left)).toBe(before);
    expect(
      await corner.evaluate((cell) => cell.getBoundingClientRect().top - cell.closest(".scroll")!.getBoundingClientRect().top),
    ).toBeLessThan(2);
  });

  test.each(["light", "dark"] as const)("text can be read in the %s colours", async (colorScheme) => {
    const { page } = await opened({ colorScheme });
    await page.locator("#open-all").click();
    const all = await page.locator("body :not(script)").evaluateAll(contrasts);
    expect(all.length).toBeGreaterThan(1000);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(4.5);
  });

  test("printed, it fits the width of its paper", async () => {
    const { page } = await opened({ viewport: { width: 720, height: 1000 } });
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
  });
});
