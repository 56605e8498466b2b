/** Our answer beside a trusted server's, with the differences that are known, and no others. */
import { applies, type Difference, type Place } from "./difference.ts";
import type { Exchange } from "./exchange.ts";
import type { Answer } from "./raw-http.ts";
import { tell } from "./tell.ts";

export interface Compared {
  /** What is to be the same; undefined where only the status is compared. */
  readonly ours: Answer;
  readonly theirs: Answer;
  /** Without which of them the two would not be the same. */
  readonly needed: readonly Difference[];
}

type Ask = (exchange: Exchange) => Promise<Answer>;

/** `theirs` answers any exchange, the same one each time alike. */
export async function compare(known: readonly Difference[], place: Place, ours: Answer, theirs: Ask): Promise<Compared> {
  const here = known.filter((difference) => applies(difference, place));
  const compared = await settled(here, place.exchange, ours, theirs);
  const needed: Difference[] = [];
  for (const difference of here) {
    const without = here.filter((other) => other !== difference);
    if (!same(await settled(without, place.exchange, ours, theirs))) needed.push(difference);
  }
  return { ...compared, needed };
}

async function settled(here: readonly Difference[], exchange: Exchange, ours: Answer, theirs: Ask): Promise<Omit<Compared, "needed">> {
  const asked = here.reduce((before, { asked }) => asked?.(before) ?? before, exchange);
  const there = here.reduce((before, change) => change.theirs?.(before) ?? before, await theirs(asked));
  const own = here.reduce((before, change) => change.ours?.(before) ?? before, ours);
  const status = here.find((difference) => difference.status !== undefined)?.status;
  if (status !== undefined) return { ours: statusOnly(own.status), theirs: statusOnly(status) };
  return comparable(own, there);
}

const same = ({ ours, theirs }: Pick<Compared, "ours" | "theirs">): boolean => tell("", ours, theirs).length === 0;

const statusOnly = (status: number): Answer => ({ status, reason: "", headers: [], body: "", whole: true });

/** Without what is by chance, or the server's own. */
function comparable(ours: Answer, theirs: Answer): Omit<Compared, "needed"> {
  const pages = ours.status === 500 && theirs.status === 500 && ours.body === ownPage;
  if (pages) return { ours: statusOnly(500), theirs: statusOnly(500) };
  return { ours: boundaryByName(framedLike(theirs, ours)), theirs: boundaryByName(framedLike(theirs, theirs)) };
}

/** What a server says where an application does not. */
const ownPage = "Internal Server Error\n";

/** A length may be the server's, so its spelling and its place are too; one that says no more than the framing of the other does is left out. */
function framedLike(other: Answer, answer: Answer): Answer {
  const isLength = ([name]: readonly [string, string]) => name.toLowerCase() === "content-length";
  const headers = answer.headers.filter((line) => !isLength(line));
  const lengths = answer.headers.filter(
    (line) => isLength(line) && (other.headers.some(isLength) || line[1] !== String(answer.body.length)),
  );
  return { ...answer, headers: [...headers, ...lengths.map(([, value]) => ["content-length", value] as const)] };
}

/** A boundary of parts is drawn by lot. */
function boundaryByName(answer: Answer): Answer {
  const type = answer.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const boundary = /^multipart\/byteranges; boundary=([\w=]+)$/.exec(type ?? "")?.[1];
  if (boundary === undefined) return answer;
  const named = (text: string) => text.replaceAll(boundary, "boundary");
  return { ...answer, headers: answer.headers.map(([name, value]) => [name, named(value)] as const), body: named(answer.body) };
}
