/** Messages between a test and a program that it started, or that a web server started for it. */
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { deserialize, serialize } from "node:v8";

export interface Channel {
  /** Resolves when the message is on its way. One that nobody can take any more is dropped. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: never) => void): void;
  close(): void;
}

/** To the process that started this one, or to one that was started, both with `serialization: "advanced"`. */
export const processChannel = (other: ChildProcess | NodeJS.Process): Channel => ({
  send: (message) =>
    new Promise((sent) => {
      if (other.connected) (other as ChildProcess).send(message as object, () => sent());
      else sent();
    }),
  onMessage: (listener) => void (other as ChildProcess).on("message", listener as (message: unknown) => void),
  close: () => other.disconnect?.(),
});

/** Over a connection: each message after its length in four bytes. */
export function socketChannel(socket: Socket): Channel {
  // Who is gone is known by its silence.
  socket.on("error", () => {});
  return {
    send(message) {
      const wire = serialize(message);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(wire.length);
      return new Promise((sent) => (socket.destroyed ? sent() : socket.write(Buffer.concat([length, wire]), () => sent())));
    },
    onMessage(listener) {
      let wire = Buffer.alloc(0);
      socket.on("data", (chunk: Buffer) => {
        wire = Buffer.concat([wire, chunk]);
        while (wire.length >= 4 && wire.length >= 4 + wire.readUInt32BE(0)) {
          const end = 4 + wire.readUInt32BE(0);
          listener(deserialize(wire.subarray(4, end)) as never);
          wire = wire.subarray(end);
        }
      });
    },
    close: () => socket.end(),
  };
}
