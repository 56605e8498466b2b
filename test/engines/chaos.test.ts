/** Processes are killed, stopped and left without memory under load, and every request is accounted for. The compiled program. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { python3 } from "../python.ts";
import { folder, type Server, serve, write } from "../serve/running.ts";
import { StrictClient } from "./strict-client.ts";

process.env.PYTHONDONTWRITEBYTECODE = "1";

const wrk = spawnSync("wrk", ["-v"]).error === undefined;
if (!wrk) console.warn("skipped: load from wrk (apt-get install wrk)");

/** Each request, as the application has seen it: its number, and how often it was begun. */
function begunIn(journal: string): Map<string, number> {
  const begun = new Map<string, number>();
  for (const line of readFileSync(journal, "latin1").trim().split("\n")) {
    const number = line.split(" ")[0]!;
    begun.set(number, (begun.get(number) ?? 0) + 1);
  }
  return begun;
}

async function troubled(journal: string, ...options: string[]): Promise<Server> {
  process.env.JOURNAL = journal;
  const times = ["--request-timeout", "1", "--grace-timeout", "0.2"];
  return serve("test/engines/apps/troubled.py", "--profile", "pep-3333", "--engine", "cpython", "--http", "0", ...times, ...options);
}

/** Kills, or stops, a process that has answered lately, every so many milliseconds. */
function chaos(journal: string, every: number, signals: readonly NodeJS.Signals[]) {
  const victims: string[] = [];
  const timer = setInterval(() => {
    if (!existsSync(journal)) return;
    const lately = readFileSync(journal, "latin1").trim().split("\n").slice(-20);
    const alive = lately.map((line) => line.split(" ")[1]!).filter((pid) => !victims.includes(pid) && existsSync(`/proc/${pid}`));
    const [pid] = alive;
    if (pid === undefined) return;
    process.kill(Number(pid), signals[victims.length % signals.length]!);
    victims.push(pid);
  }, every);
  return { victims, end: () => clearInterval(timer) };
}

vi.setConfig({ testTimeout: 120_000 });

const targets = ["/pid", "/sleeps?0.01", "/trickles", "/pid", "/sleeps?0.03"];

describe.skipIf(!python3 || !existsSync("/proc/self/status"))("under load, while processes are killed, stopped and have no memory", () => {
  test.for([
    ["node", "--threads", "1"],
    ["wire", "--threads", "2"],
  ] as const)(
    "each request gets one response, and what may not be repeated is begun once at most (%s, %s %s)",
    async ([reader, ...options]) => {
      const journal = join(folder, `journal-${reader}`);
      const server = await troubled(journal, "--workers", "3", "--http-reader", reader, ...options);
      const trouble = chaos(journal, 700, ["SIGKILL", "SIGKILL", "SIGSTOP", "SIGKILL"]);
      let numbers = 0;
      const accounts: { number: number; method: string; status: number; whole: boolean; body: string; echoed: string | undefined }[] = [];
      const client = async () => {
        const connection = new StrictClient(server.port);
        while (numbers < 1000 || (trouble.victims.length < 5 && numbers < 50_000)) {
          const number = ++numbers;
          const method = number % 2 === 0 ? "POST" : "GET";
          const target = number % 50 === 0 ? "/wants_too_much" : targets[number % targets.length]!;
          const { status, whole, body, headers } = await connection.ask(method, target, number);
          accounts.push({ number, method, status, whole, body, echoed: headers.get("x-number") });
        }
        connection.close();
      };
      await Promise.all(Array.from({ length: 8 }, client));
      trouble.end();
      const begun = begunIn(journal);
      const times = (number: number) => begun.get(String(number)) ?? 0;

      expect(trouble.victims.length).toBeGreaterThan(4);
      expect(accounts.map(({ number }) => number).sort((a, b) => a - b)).toEqual(Array.from({ length: numbers }, (_, i) => i + 1));
      const strange = accounts.filter(({ number, method, status, whole, body, echoed }) => {
        const most = method === "POST" ? 1 : 2;
        if (times(number) > most) return true;
        switch (status) {
          case 200:
            return times(number) < 1 || echoed !== String(number) || (whole && !/^(\d+|one two three)$/.test(body));
          case 500:
            return number % 50 !== 0 || times(number) < 1 || !whole;
          case 502:
          case 503:
          case 504:
            return !whole;
          default:
            return true;
        }
      });
      expect(strange).toEqual([]);
      const count = (wanted: number) => accounts.filter(({ status }) => status === wanted).length;
      expect(count(500)).toBeGreaterThan(0);
      // What is lost with a process depends on the moment; that something was, shows that there was trouble.
      const troubledOnes = accounts.filter(({ number, status, whole }) => status > 500 || !whole || times(number) > 1);
      expect(troubledOnes.length).toBeGreaterThan(0);
      // All is well again.
      const after = new StrictClient(server.port);
      for (let answered = 0; answered < 10; numbers++) if ((await after.ask("GET", "/pid", numbers + 1)).status === 200) answered++;
      after.close();
      server.child.kill("SIGTERM");
      expect(await server.ended()).toBe(0);
    },
  );

  test.skipIf(!wrk)("wrk gets a response for each request, and none was begun twice", async () => {
    const journal = join(folder, "journal-wrk");
    const server = await troubled(journal, "--workers", "2", "--threads", "2");
    const trouble = chaos(journal, 700, ["SIGKILL", "SIGSTOP"]);
    const script = write("chaos.lua", load);
    const child = spawn("wrk", ["-t2", "-c16", "-d8s", "--timeout", "10s", "-s", script, `http://127.0.0.1:${server.port}`]);
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    await once(child, "close");
    trouble.end();
    const [, requests, connect, read, writes, timeout] = /^counted (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(said)!.map(Number);
    const statuses = new Map([...said.matchAll(/^status (\d+) (\d+)$/gm)].map(([, status, count]) => [Number(status), Number(count)]));
    const begun = begunIn(journal);
    expect(trouble.victims.length).toBeGreaterThan(4);
    expect([connect, read, writes, timeout]).toEqual([0, 0, 0, 0]);
    expect([200, 502, 503, 504]).toEqual(expect.arrayContaining([...statuses.keys()]));
    expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(requests);
    expect([...begun].filter(([, times]) => times > 1)).toEqual([]);
    expect(begun.size).toBeGreaterThanOrEqual(statuses.get(200)!);
    // Those that were under way when wrk had enough were not counted.
    expect(begun.size).toBeLessThanOrEqual(requests! + 16);
  });
});

/** A POST with a number of its own each time; at the end, how many responses of each status there were. */
const load = `
local threads = {}
function setup(thread)
  table.insert(threads, thread)
  thread:set("id", #threads)
end
function init(args)
  number = 0
  found = ""
  counts = {}
end
function request()
  number = number + 1
  return wrk.format("POST", "/sleeps?0.002", { ["X-Number"] = id .. "." .. number }, "hi")
end
function response(status)
  counts[status] = (counts[status] or 0) + 1
  found = ""
  for key, count in pairs(counts) do found = found .. key .. "=" .. count .. " " end
end
function done(summary)
  local all = {}
  for _, thread in ipairs(threads) do
    for key, count in string.gmatch(thread:get("found"), "(%d+)=(%d+)") do all[key] = (all[key] or 0) + tonumber(count) end
  end
  local errors = summary.errors
  print(string.format("counted %d %d %d %d %d", summary.requests, errors.connect, errors.read, errors.write, errors.timeout))
  for key, count in pairs(all) do print("status " .. key .. " " .. count) end
end
`;
