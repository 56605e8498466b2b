/** All that an application is asked, answered here and by a trusted server. */
import { compare } from "./compare.ts";
import type { Difference, Place } from "./difference.ts";
import { differences } from "./differences.ts";
import type { Entry } from "./entry.ts";
import { type Exchange, routeOf } from "./exchange.ts";
import { exchanges, mounted } from "./exchanges.ts";
import { ask } from "./raw-http.ts";
import { tell } from "./tell.ts";
import type { Theirs } from "./theirs.ts";

type Here = Omit<Place, "exchange">;

/** What is not the same, and in none of the known differences. `onNeeded` hears which of those there were. */
export async function unlike(
  port: number,
  here: Here,
  theirs: Theirs,
  asked: readonly Exchange[],
  onNeeded: (difference: Difference, place: Place) => void = () => {},
): Promise<string[]> {
  const told = async (exchange: Exchange): Promise<string[]> => {
    const place = { ...here, exchange };
    const ours = await ask(port, exchange, here.mount);
    const compared = await compare(differences, place, ours, (exchange) => theirs.answer(exchange, here.mount));
    for (const difference of compared.needed) onNeeded(difference, place);
    return tell(exchange.name, compared.ours, compared.theirs);
  };
  const found: string[] = [];
  for (let at = 0; at < asked.length; at += together) found.push(...(await Promise.all(asked.slice(at, at + together).map(told))).flat());
  return found;
}

/** Requests that are under way at a time here: more than an interpreter answers, so that some wait. */
const together = 5;

export const askedOf = (entry: Entry, mount: string): readonly Exchange[] =>
  (entry.exchanges ?? exchanges)
    .filter((exchange) => entry.without?.[routeOf(exchange)] === undefined && entry.unasked?.[exchange.name] === undefined)
    .filter(({ name }) => mount === "" || mounted.includes(name));
