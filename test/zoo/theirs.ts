/** What a trusted server answers with an application of the zoo: each exchange is sent once. */
import type { Entry, TrustedServer } from "./entry.ts";
import type { Exchange } from "./exchange.ts";
import { type Answer, ask } from "./raw-http.ts";
import { startTrusted, type Trusted } from "./trusted.ts";

export interface Theirs {
  answer(exchange: Exchange, mount: string): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startTheirs({ module, beside = module, trusted }: Entry, mounts: readonly string[]): Promise<Theirs> {
  const starting = mounts.map(async (mount) => [mount, await startTrusted(trusted, `${beside}:app`, mount)] as const);
  const servers = new Map(await Promise.all(starting));
  const unescaped = trusted.unescaped && (await startTrusted(trusted.unescaped, `${beside}:app`));
  const answers = new Map<string, Promise<Answer>>();
  let last: Promise<unknown> = Promise.resolve();
  const send = (exchange: Exchange, mount: string): Promise<Answer> => {
    if (unescaped !== undefined && /[\x80-\xff]/.test(exchange.target)) return ask(unescaped.port, exchange, "");
    return ask(servers.get(mount)!.port, exchange, mountSent(trusted, mount));
  };
  return {
    answer(exchange, mount) {
      const key = JSON.stringify([mount, exchange]);
      const known = answers.get(key);
      if (known !== undefined) return known;
      // One at a time: what is trusted is the server, and not the application's threads.
      const answer = last.then(() => send(exchange, mount));
      last = Promise.allSettled([answer]);
      answers.set(key, answer);
      return answer;
    },
    async stop() {
      const all: readonly (Trusted | undefined)[] = [unescaped, ...servers.values()];
      await Promise.all(all.map((server) => server?.stop()));
    },
  };
}

const mountSent = (server: TrustedServer, mount: string): string => (server.mount === "not in the path" ? "" : mount);
