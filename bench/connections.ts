/**
 * What connections cost one process: ten thousand that are kept alive and idle, and a thousand that ask all the time beside them.
 *
 * Prints the memory that each idle connection takes, over node:http and over the wire reader, beside a bare node:http; and that the thousand got
 * all their answers. Loopback alone, and bounded: `--quick` takes a tenth. Needs a limit of open files above 11 000 (`ulimit -n`).
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";

const [idle, active, rounds] = process.argv.includes("--quick") ? [1000, 100, 20] : [10_000, 1000, 20];
const script = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./connections/server.ts" : "./connections/server.js", import.meta.url),
);
const request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

console.log(`${idle} idle connections, and ${active} that ask ${rounds} times each beside them; Node ${process.version}`);
for (const name of ["node:http", "babelgate/node", "wire reader"]) await measured(name);

async function measured(name: string): Promise<void> {
  const child = fork(script, [name], { execArgv: ["--expose-gc"] });
  const [port] = (await once(child, "message")) as [number];
  const sockets: Socket[] = [];
  // One answer each, so that the server has seen a request on it and keeps it.
  await opened(port, 50, sockets);
  const before = await memoryOf(child);
  await opened(port, idle, sockets);
  const after = await memoryOf(child);
  const since = performance.now();
  const { answers, errors } = await asked(port);
  const seconds = (performance.now() - since) / 1000;
  const alive = sockets.filter((socket) => !socket.destroyed).length;
  console.log(
    `  ${name.padEnd(15)} ${((after - before) / idle / 1024).toFixed(1)} KiB an idle connection (${(after / 2 ** 20).toFixed(0)} MiB in all); ` +
      `${answers} of ${active * rounds} answers in ${seconds.toFixed(1)} s, ${errors} errors; ${alive} of ${sockets.length} idle ones still open`,
  );
  for (const socket of sockets) socket.destroy();
  child.kill();
  await once(child, "exit");
  if (errors > 0 || answers !== active * rounds || alive !== sockets.length) process.exitCode = 1;
}

/** Connections that have had their answer, fifty at a time. */
async function opened(port: number, count: number, into: Socket[]): Promise<void> {
  for (let done = 0; done < count; done += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, count - done) }, async () => {
        const socket = connect(port, "127.0.0.1");
        socket.write(request);
        await once(socket, "data");
        into.push(socket);
      }),
    );
}

async function memoryOf(child: ChildProcess): Promise<number> {
  child.send("memory");
  const [bytes] = (await once(child, "message")) as [number];
  return bytes;
}

async function asked(port: number): Promise<{ readonly answers: number; readonly errors: number }> {
  let answers = 0;
  let errors = 0;
  await Promise.all(
    Array.from({ length: active }, async () => {
      const socket = connect(port, "127.0.0.1");
      try {
        for (let i = 0; i < rounds; i++) {
          socket.write(request);
          await once(socket, "data");
          answers++;
        }
      } catch {
        errors++;
      }
      socket.destroy();
    }),
  );
  return { answers, errors };
}
