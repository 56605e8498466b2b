/** Slow requests and fast ones at the same server: what sleeps must not keep others from being answered. */
import { cases, sleeper } from "./cases.ts";
import { sleepersWanted, verdict } from "./goals.ts";
import { type Load, loaded } from "./load.ts";
import type { Running } from "./running.ts";

type Told = Pick<Load, "seconds" | "cores">;
const hello = cases[0]!;

export async function mixed(folder: string, running: readonly Running[], told: Told): Promise<void> {
  await sleepers(folder, running, told);
  await beside(folder, running, told);
}

async function sleepers(folder: string, running: readonly Running[], told: Told): Promise<void> {
  console.log("\nRequests that sleep 20 ms, 16 connections: answers a second; 50 times the threads is all there can be");
  const rates = new Map<string, number>();
  for (const { contender, port } of running) {
    const { rate, errors } = await loaded(folder, { ...told, port, case: sleeper, connections: 16 });
    rates.set(contender.name, rate);
    const one = contender.name.endsWith("-4") ? rates.get(contender.name.replace(/-4$/, "-1")) : undefined;
    const times = one === undefined ? "" : `  ${(rate / one).toFixed(2)}x one thread`;
    const judged = one === undefined ? "" : ` (wanted: ${sleepersWanted}x, ${verdict(rate / one >= sleepersWanted)})`;
    console.log(`  ${contender.name.padEnd(17)} ${rate.toFixed(0).padStart(10)}${times}${judged}${failed(errors)}`);
  }
}

async function beside(folder: string, running: readonly Running[], told: Told): Promise<void> {
  console.log("\nhello over 8 connections: a second, alone and beside 2 connections whose requests sleep; p99 in ms");
  for (const { contender, port } of running) {
    const fast = { ...told, port, case: hello, connections: 8 };
    const alone = await loaded(folder, fast);
    const [with2, slow] = await Promise.all([loaded(folder, fast), loaded(folder, { ...fast, case: sleeper, connections: 2 })]);
    const errors = alone.errors + with2.errors + slow.errors;
    const rates = [alone.rate, with2.rate].map((rate) => rate.toFixed(0).padStart(10)).join("");
    console.log(
      `  ${contender.name.padEnd(17)} ${rates}  ${(with2.rate / alone.rate).toFixed(2)}x   p99 ${alone.p99.toFixed(2)} and ${with2.p99.toFixed(2)}; slow ones ${slow.rate.toFixed(0)} a second${failed(errors)}`,
    );
  }
}

const failed = (errors: number): string => (errors === 0 ? "" : `  NO RESULT: ${errors} requests failed`);
