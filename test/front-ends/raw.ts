/** Bytes to a front end as they are, and the status that comes back. */
import { connect } from "node:net";

/** What came back: a final status, `closed` where there was none, or `silent` where there was nothing for three seconds. */
export type Outcome = number | "closed" | "silent";

/** `patience` are the milliseconds after which our side is ended, when there is no answer: half a message is none then. */
export const sendRaw = (port: number, wire: Uint8Array, patience?: number): Promise<Outcome> =>
  exchangeRaw(port, wire, finalStatus, 3000, patience);

/** What `read` makes of the text that came back, as soon as it makes something of it; `silent` after so many milliseconds. */
export function exchangeRaw<T>(
  port: number,
  wire: Uint8Array,
  read: (text: string) => T | undefined,
  longest: number,
  patience?: number,
): Promise<T | "closed" | "silent"> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const late = setTimeout(() => done("silent"), longest);
    const enough = patience === undefined ? undefined : setTimeout(() => socket.end(), patience);
    const done = (outcome: T | "closed" | "silent") => {
      clearTimeout(late);
      clearTimeout(enough);
      socket.destroy();
      resolve(outcome);
    };
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const found = read(text);
      if (found !== undefined) done(found);
    });
    socket.on("error", () => done("closed"));
    socket.on("end", () => done("closed"));
    socket.write(wire);
  });
}

/** Of the first response whose head is all there, and that is no interim one. */
function finalStatus(text: string): number | undefined {
  const heads = text.split("\r\n\r\n").slice(0, -1);
  const statuses = heads.map((head) => Number(/^HTTP\/\d\.\d (\d{3})/.exec(head)?.[1]));
  return statuses.find((status) => status >= 200);
}
