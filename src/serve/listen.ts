/** Opening an address, with one clear line where that cannot be. */
import { existsSync, lstatSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { dirname, resolve } from "node:path";
import { type Address, writeAddress } from "./address.ts";
import { StartFailure } from "./failure.ts";

/** Where it listens then; a port of 0 has become one. @throws {StartFailure} 4 */
export function listen(server: Server, address: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(cannotListen(address, error));
    server.once("error", failed);
    // A queue as long as the system allows: a burst of clients is not turned away.
    server.listen({ ...address, backlog: 4096 }, () => {
      server.off("error", failed);
      const bound = server.address();
      resolve(typeof bound === "object" && bound !== null && "host" in address ? { host: address.host, port: bound.port } : address);
    });
  });
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is in use",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "it is not permitted",
  ENOTFOUND: "there is no such host",
  ENAMETOOLONG: "the path is too long for a socket",
  EINVAL: "the path is too long for a socket",
};

export const cannotListen = (address: Address, error: NodeJS.ErrnoException): StartFailure =>
  new StartFailure(4, `cannot listen on ${writeAddress(address)}: ${reasons[error.code ?? ""] ?? error.message}`, { cause: error });

/**
 * The address, ready for workers that come and go: a port that may be any is one from now on, and a Unix socket that a dead
 * server left behind is removed.
 *
 * @throws {StartFailure} 4
 */
export async function prepared(address: Address): Promise<Address> {
  if ("path" in address) {
    await clearPath(address);
    return address;
  }
  if (address.port !== 0) return address;
  const server = createServer();
  const found = await listen(server, address);
  await new Promise((resolve) => server.close(resolve));
  return found;
}

async function clearPath(address: { readonly path: string }): Promise<void> {
  const refused = (why: string) => new StartFailure(4, `cannot listen on ${writeAddress(address)}: ${why}`);
  // A longer one would be cut, in silence (unix(7)).
  if (Buffer.byteLength(address.path) > longestPath) throw refused(`a path of more than ${longestPath} bytes is too long for a socket`);
  // Binding to a path in no folder is said to be not permitted.
  if (!existsSync(dirname(resolve(address.path)))) throw refused("there is no such folder");
  const found = lstatSync(address.path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw refused("a file of another kind is there");
  if (await answers(address.path)) throw refused("it is in use");
  rmSync(address.path);
}

/** In bytes. */
export const longestPath = process.platform === "darwin" ? 103 : 107;

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED"));
  });
}
