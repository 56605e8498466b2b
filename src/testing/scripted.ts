/** Applications that do what a script says, and write down what happens to them. */
import type { App, AsgiReceived } from "../conventions/app.ts";
import type { ConventionName, Profile } from "../profile.ts";
import type { Script, Step } from "./script.ts";
import { fail, lengthOf, makeBody } from "./scripted-body.ts";

/** An application that performs a script. */
export interface Scripted<P extends Profile> {
  readonly app: App<P>;
  /**
   * What happened, in order: `called`, `start`, `start exc_info`, `write 3`, `chunk 3` (about to be handed out; its length),
   * `end`, `fail`, and `close` for the server's call of close(), or `return` for a generator that was left.
   */
  readonly events: readonly string[];
}

/** An application of `profile` that performs `script` whenever it is called. */
export function scripted<P extends Profile>(profile: P, script: Script): Scripted<P> {
  const events: string[] = [];
  return { app: apps[profile.convention](script, events) as App<P>, events };
}

// biome-ignore lint/suspicious/noExplicitAny: values are the script's; `App<P>` in `scripted` is the guarded door.
type Any = any;

const apps: { readonly [C in ConventionName]: (script: Script, events: string[]) => Any } = {
  start_response: startResponseApp,
  triple: tripleApp,
  asgi: asgiApp,
};

function startResponseApp(script: Script, events: string[]): Any {
  // What fails after the start fails in the body.
  const first = script.steps.findIndex((step, i) => step.do === "chunk" || (step.do === "fail" && i > 0));
  const cut = script.early || script.shape === "list" ? (first < 0 ? script.steps.length : first) : 0;
  const calling = script.steps.slice(0, cut);
  const rest = script.steps.slice(cut);
  const performer = (startResponse: Any) => {
    let write: Any;
    return (step: Step) => {
      if (step.do === "write") {
        events.push(`write ${lengthOf(step.chunk)}`);
        return write(step.chunk);
      }
      if (step.do === "fail") return fail(step, events);
      if (step.do !== "start") return undefined;
      events.push(step.excInfo ? "start exc_info" : "start");
      write = startResponse(step.status, step.headers, ...(step.excInfo ? [new Error("what exc_info holds")] : []));
      return undefined;
    };
  };
  if (script.promised)
    return async (_environ: unknown, startResponse: Any) => {
      events.push("called");
      const perform = performer(startResponse);
      for (const step of calling) await perform(step);
      return makeBody(script.shape, rest, perform, events);
    };
  return (_environ: unknown, startResponse: Any) => {
    events.push("called");
    const perform = performer(startResponse);
    for (const step of calling) perform(step);
    return makeBody(script.shape, rest, perform, events);
  };
}

function tripleApp({ shape, promised, turned, steps }: Script, events: string[]): Any {
  const answer = () => {
    events.push("called");
    const [head, ...rest] = steps;
    if (head?.do === "fail") return fail(head, events);
    const { status, headers } = head as Extract<Step, { do: "start" }>;
    events.push("start");
    const body = makeBody(shape, rest, (step) => (step.do === "fail" ? fail(step, events) : undefined), events);
    return turned ? [body, status, headers] : [status, headers, body];
  };
  return promised ? async () => answer() : answer;
}

function asgiApp({ steps }: Script, events: string[]): Any {
  return async (_scope: unknown, _receive: () => Promise<AsgiReceived>, send: (message: unknown) => Promise<void>) => {
    events.push("called");
    for (const step of steps) {
      if (step.do === "fail") fail(step, events);
      else if (step.do === "start") {
        events.push("start");
        await send({ type: "http.response.start", status: step.status, headers: step.headers });
      } else {
        events.push(`chunk ${lengthOf(step.chunk)}`);
        const { chunk: body, more } = step as Extract<Step, { do: "chunk" }>;
        await send({ type: "http.response.body", ...(body !== undefined && { body }), ...(more !== undefined && { more_body: more }) });
      }
    }
    events.push("end");
  };
}
