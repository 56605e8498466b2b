/** What a client sees of an application through a gateway, and what the application and its server see. */
import { createHandler } from "../../../src/create-handler.ts";
import type { Handler, RawRequest } from "../../../src/exchange.ts";
import type { GatewayOptions } from "../../../src/gateways/options.ts";
import type { Finding } from "../../../src/lint/finding.ts";
import { lint } from "../../../src/lint/lint.ts";
import type { LintCode } from "../../../src/lint/rules.ts";
import type { Profile } from "../../../src/profile.ts";
import type { GatewayUnderTest, WireResponse } from "../../../src/testing/testing.ts";
import { fromBytes } from "../../../src/wire.ts";
import { type Case, type Events, nameOf, type Observation } from "../../matrix/observe.ts";
import { asSent, wireRequest } from "./wire-request.ts";

export interface Through {
  gateway(options: GatewayOptions): GatewayUnderTest;
  /** What the application may be told of a request that has arrived. */
  arrived(request: RawRequest): RawRequest;
}

/** The application under lint, which must call close() `closes` times. */
export async function through(
  one: Case,
  profile: Profile,
  { gateway, arrived }: Through,
  closes: number,
  found: Finding[],
): Promise<Observation> {
  const sent = one.request();
  const [events, errors, broke, log]: [Events, string[], string[], string[]] = [[], [], [], []];
  const app = lint(one.app(profile, events), profile, {
    ignore: Object.keys(one.breaks ?? {}) as LintCode[],
    report: (finding) => found.push(finding),
  });
  const own = createHandler(app as never, profile, { ...one.options, onError: (error) => errors.push(nameOf(error)) });
  const handler: Handler = (request) => own(arrived(asSent(request, sent)));
  const stream = {
    write: (text: string) => void log.push(text),
    writelines: (lines: Iterable<string>) => void log.push(...lines),
    flush() {},
  };
  const options: GatewayOptions = {
    mount: sent.scriptName,
    server: { ...sent.server, errors: stream },
    onError: (error) => broke.push(nameOf(error)),
  };
  const response = await gateway(options).exchange(handler, await wireRequest(one, sent));
  const closed = () => events.filter((event) => event === "close").length;
  await until(() => closed() >= closes);
  return {
    ...answerOf(response, one),
    ended: one.take !== undefined ? "left" : response.complete ? ["whole", ...broke].join(", ") : broke.join(", "),
    errors,
    closed: closed(),
    log: log.join("").replace(/\n {4}at .*/g, ""),
    called: events.length > 0,
    told: events.filter((event) => event.startsWith("told ")),
  };
}

const answerOf = ({ status, reason = "" as never, headers, body }: WireResponse, { take }: Case) => ({
  status: `${status} ${reason}`,
  headers,
  body: take === undefined ? fromBytes(body) : "",
});

/** Who has gone is noticed later; and what is called once too often would be, too. */
async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 1000; !holds() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise(setImmediate);
}
