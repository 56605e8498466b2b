/** How a connection of node:http ends whose client may still send: in stages (RFC 9112, 9.6). */
import type { Socket } from "node:net";
import { hasLingered } from "../limits.ts";

/** Milliseconds between two looks at the clock. */
const tick = 500;

/**
 * From now on `destroySoon()`, which is how Node ends, ends our side alone, and what still comes is dropped. Node would destroy what it
 * has ended: a client that still sends would find a reset, and not its answer.
 */
export function endInStages(socket: Socket): void {
  socket.destroySoon = () => {
    if (socket.writableEnded) return;
    socket.once("finish", () => destroyLater(socket));
    socket.end();
  };
}

/** Of what still has to go out, the server's own limits are the judge. */
function destroyLater(socket: Socket): void {
  const { server } = socket as { server?: { readonly listening: boolean } };
  const ended = Date.now();
  let heard = ended;
  let read = socket.bytesRead;
  const clock = setInterval(() => {
    const now = Date.now();
    if (read !== socket.bytesRead) heard = now;
    read = socket.bytesRead;
    if (hasLingered(now, ended, heard, server?.listening === false)) socket.destroy();
  }, tick).unref();
  socket.once("close", () => clearInterval(clock));
}
