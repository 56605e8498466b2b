/** The servers of docs/servers.md are compiled and run, over raw sockets. */
import { once } from "node:events";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import asgi3 from "../../proposals/asgi-3.ts";
import flat from "../../proposals/flat.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import { type Handler, type Http1Options, surrogateescape, toBytes } from "../../src/index.ts";
import { createHandler, found } from "./linted.ts";
import { blocks, Folder, load, modules, sections } from "./modules.ts";

const document = "docs/servers.md";
const folder = new Folder();
const files = new Map(modules(document).map(({ heading, source }, i) => [heading, folder.write(`part-${i + 1}`, source)]));
afterAll(() => folder.remove());
afterEach(() => expect(found.splice(0)).toEqual([]));

let serve: (handler: Handler, options?: Http1Options) => Server;
let serveOnce: (handler: Handler) => Server;
const open: Server[] = [];

beforeAll(async () => {
  ({ serve } = (await load(files.get("Over node:http")!)) as { serve: typeof serve });
  ({ serveOnce } = (await load(files.get("Over node:net")!)) as { serveOnce: typeof serveOnce });
});
afterAll(() => {
  for (const server of open) server.close();
});

async function listening(server: Server): Promise<number> {
  open.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function client(port: number): Socket {
  return connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
}

/** What comes back until the connection closes, one character a byte; the request is sent in these pieces. */
async function exchange(port: number, ...pieces: string[]): Promise<string> {
  const socket = client(port);
  const received: Buffer[] = [];
  socket.on("data", (packet) => received.push(packet));
  socket.once("end", () => socket.end());
  const closed = once(socket, "close");
  for (const piece of pieces) {
    socket.write(piece, "latin1");
    if (pieces.length > 1) await wait(5);
  }
  await closed;
  return Buffer.concat(received).toString("latin1");
}

const get = (target: string, ...lines: string[]) =>
  [`GET ${target} HTTP/1.1`, "Host: h", "Connection: close", ...lines, "", ""].join("\r\n");
const bodyOf = (wire: string) => wire.slice(wire.indexOf("\r\n\r\n") + 4);
const statusLine = (wire: string) => wire.slice(0, wire.indexOf("\r\n"));

/** Path, target and a header, as they were sent. */
const mirror = createHandler((environ, startResponse) => {
  const bytes = [environ.SCRIPT_NAME, environ.PATH_INFO, environ.REQUEST_URI ?? "", environ.HTTP_X_NAME ?? ""].map((value) =>
    surrogateescape.encodeBytes(value),
  );
  const body = Buffer.concat(bytes.flatMap((value) => [value, Buffer.from("|")]));
  startResponse(toBytes("200 Voil\xe0" as never), [
    [Buffer.from("Content-Length"), Buffer.from(String(body.length))],
    [Buffer.from("Content-Disposition"), Buffer.from("a=\xe9", "latin1")],
    [Buffer.from("Content-Type"), Buffer.from("text/plain")],
    [Buffer.from("X-Name"), bytes[3]!],
    [Buffer.from("Set-Cookie"), Buffer.from("a=1")],
    [Buffer.from("Set-Cookie"), Buffer.from("b=2")],
  ]);
  return [body];
}, flat);

/** An endless or failing answer, and how often it was closed. */
function stream(chunk: () => Promise<Uint8Array> | Uint8Array) {
  const closed = vi.fn();
  const handler = createHandler(async (_environ, startResponse) => {
    startResponse("200 OK", [["Content-Type", "text/plain"]]);
    const chunks = (async function* () {
      for (;;) yield await chunk();
    })();
    return Object.assign(chunks, { close: closed });
  }, pep3333);
  return { closed, handler };
}

describe("docs/servers.md", () => {
  test("compiles, strictly", () => {
    expect(folder.compile()).toEqual([]);
  });

  test("has a server in 30 lines", () => {
    const [first] = sections(document).flatMap(({ text }) => blocks(text, "ts"));
    expect(first!.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  });

  describe("the server over node:http", () => {
    test("hands bytes on as they came, and sends them as the application gave them", async () => {
      const port = await listening(serve(mirror));
      const wire = await exchange(port, get("/caf%C3%A9%2Fx/%FF?q=%FF", "X-Name: \xe9\xff"));
      const [head] = wire.split("\r\nConnection");
      expect(head!.split("\r\n")).toEqual([
        "HTTP/1.1 200 Voil\xe0",
        "Content-Disposition: a=\xe9",
        "Content-Type: text/plain",
        "X-Name: \xe9\xff",
        "Set-Cookie: a=1",
        "Set-Cookie: b=2",
        "Content-Length: 40",
        expect.stringMatching(/^Date: /),
      ]);
      expect(bodyOf(wire)).toBe("|/caf\xc3\xa9/x/\xff|/caf%C3%A9%2Fx/%FF?q=%FF|\xe9\xff|");
    });

    test("cuts the path at a mount, and takes the path of an absolute target", async () => {
      const port = await listening(serve(mirror, { mount: "/caf\xe9" as never }));
      expect(bodyOf(await exchange(port, get("/caf%E9/x")))).toMatch(/^\/caf\xe9\|\/x\|/);
      expect(bodyOf(await exchange(port, get("/caf%E9x")))).toMatch(/^\|\/caf\xe9x\|/);
      expect(bodyOf(await exchange(port, get("http://other/caf%E9/x")))).toMatch(/^\/caf\xe9\|\/x\|/);
    });

    test.each(["/a#b", "http://user@h/", "/\xe9"])("answers %s with 400", async (target) => {
      const port = await listening(serve(mirror));
      expect(statusLine(await exchange(port, get(target)))).toBe("HTTP/1.1 400 Bad Request");
    });

    test("answers two Hosts, and a hundred and one lines, with 400", async () => {
      const port = await listening(serve(mirror));
      expect(statusLine(await exchange(port, get("/", "Host: h")))).toBe("HTTP/1.1 400 Bad Request");
      expect(
        statusLine(
          await exchange(
            port,
            get(
              "/",
              ..."x"
                .repeat(97)
                .split("")
                .map(() => "X: y"),
            ),
          ),
        ),
      ).toBe("HTTP/1.1 200 Voil\xe0");
      expect(
        statusLine(
          await exchange(
            port,
            get(
              "/",
              ..."x"
                .repeat(99)
                .split("")
                .map(() => "X: y"),
            ),
          ),
        ),
      ).toBe("HTTP/1.1 400 Bad Request");
    });

    test("streams a body in and out", async () => {
      const { echo } = (await load(files.get("Options")!)) as { echo: Handler };
      const socket = client(await listening(serve(echo)));
      let received = "";
      socket.on("data", (packet) => {
        received += packet.toString("latin1");
      });
      socket.write("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\xe9\r\n\r\n", "latin1");
      await vi.waitFor(() => expect(received).toContain("\r\n\r\n3\r\n\xe9\r\n\r\n"));
      socket.write("2\r\nbc\r\n0\r\n\r\n");
      await once(socket, "end");
      expect(received).toMatch(/2\r\nbc\r\n0\r\n\r\n$/);
      socket.end();
    });

    test("waits for a slow client, and closes the body once when it leaves", async () => {
      let given = 0;
      const { closed, handler } = stream(() => {
        given++;
        return new Uint8Array(65536);
      });
      const socket = client(await listening(serve(handler)));
      socket.write(get("/"));
      await once(socket, "readable");
      await vi.waitFor(async () => {
        const before = given;
        await wait(50);
        expect(given).toBe(before);
      });
      expect(closed).not.toHaveBeenCalled();
      socket.resetAndDestroy();
      await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
    });

    test("closes a body that it waits for when the client leaves, also before the head", async () => {
      for (const early of [false, true]) {
        const { closed, handler } = stream(async () => {
          await wait(50);
          return Buffer.from("x");
        });
        const late: Handler = async (request) => {
          if (early) await wait(50);
          return handler(request);
        };
        const socket = client(await listening(serve(late)));
        socket.write(get("/"));
        await wait(20);
        socket.resetAndDestroy();
        await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
      }
    });

    test("breaks off an answer whose body throws, and says so", async () => {
      const error = vi.spyOn(console, "error").mockImplementation(() => {});
      let given = 0;
      const { closed, handler } = stream(() => {
        if (given++ > 0) throw new Error("in the middle");
        return Buffer.from("x");
      });
      const wire = await exchange(await listening(serve(handler)), get("/"));
      expect(bodyOf(wire)).toBe("1\r\nx\r\n");
      expect(closed).toHaveBeenCalledOnce();
      expect(error).toHaveBeenCalledWith(expect.objectContaining({ message: "in the middle" }));
      error.mockRestore();
    });

    test("serves one request after the other on a connection", async () => {
      const port = await listening(serve(mirror));
      const wire = await exchange(port, get("/a").replace("close", "keep-alive") + get("/b"));
      expect(wire.match(/\|\/[ab]\|\/[ab]\|\|/g)).toEqual(["|/a|/a||", "|/b|/b||"]);
    });
  });

  describe("the server over node:net", () => {
    test("takes bytes above 0x7F in a target, in any number of packets", async () => {
      const port = await listening(serveOnce(mirror));
      const request = get("/\xe9/%FF", "X-Name: \xe9");
      const wire = [
        "HTTP/1.1 200 Voil\xe0",
        "Content-Length: 15",
        "Content-Disposition: a=\xe9",
        "Content-Type: text/plain",
        "X-Name: \xe9",
        "Set-Cookie: a=1",
        "Set-Cookie: b=2",
        "Connection: close",
        "",
        "|/\xe9/\xff|/\xe9/%FF|\xe9|",
      ].join("\r\n");
      expect(await exchange(port, request)).toBe(wire);
      expect(await exchange(port, ...request)).toBe(wire);
    });

    test("answers what is no request with 400, and what is none yet by waiting", async () => {
      const port = await listening(serveOnce(mirror));
      expect(statusLine(await exchange(port, "GET / HTTP/2.0\r\n\r\n"))).toBe("HTTP/1.1 400 Bad Request");
      const socket = client(port);
      socket.write("GET /");
      await wait(20);
      expect(socket.bytesRead).toBe(0);
      socket.end();
      await once(socket.resume(), "close");
      expect(socket.bytesRead).toBeGreaterThan(0);
    });

    test("closes the body once when the client leaves, and breaks off when it throws", async () => {
      const endless = stream(async () => {
        await wait(1);
        return new Uint8Array(1000);
      });
      const socket = client(await listening(serveOnce(endless.handler)));
      socket.write(get("/"));
      await once(socket, "data");
      socket.resetAndDestroy();
      await vi.waitFor(() => expect(endless.closed).toHaveBeenCalledOnce());

      let given = 0;
      const failing = stream(() => {
        if (given++ > 0) throw new Error("in the middle");
        return Buffer.from("x");
      });
      expect(bodyOf(await exchange(await listening(serveOnce(failing.handler)), get("/")))).toBe("x");
      expect(failing.closed).toHaveBeenCalledOnce();
    });
  });

  describe("what the handler answers itself", () => {
    const answered = (status: string) =>
      new RegExp(`^HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\n[^]*\r\n\r\n${status.slice(4)}\n$`, "i");

    test("400 for a path that the profile has no value for", async () => {
      const app = vi.fn();
      const port = await listening(serve(createHandler(app, asgi3)));
      expect(await exchange(port, get("/%FF"))).toMatch(answered("400 Bad Request"));
      expect(app).not.toHaveBeenCalled();
    });

    test("413 for a body that is too long to keep", async () => {
      const app = vi.fn();
      const port = await listening(serve(createHandler(app, pep3333, { maxBuffered: 3 })));
      expect(await exchange(port, `${get("/", "Content-Length: 4")}abcd`)).toMatch(answered("413 Content Too Large"));
      expect(app).not.toHaveBeenCalled();
    });

    test("500 for an application that throws, with the error for the server alone", async () => {
      const onError = vi.fn();
      const thrown = new Error("secret");
      const app = () => {
        throw thrown;
      };
      const port = await listening(serve(createHandler(app, pep3333, { onError })));
      expect(await exchange(port, get("/x"))).toMatch(answered("500 Internal Server Error"));
      expect(onError).toHaveBeenCalledExactlyOnceWith(thrown, expect.objectContaining({ pathInfo: "/x" }));
    });
  });

  test.each(["HEAD / 200", "GET / 204", "GET / 304"])("an answer to %s has the application's head and no body", async (of) => {
    const [method, target, status] = of.split(" ");
    const app = createHandler((_environ, startResponse) => {
      startResponse(`${status} x`, [["Content-Length", "5"]]);
      return [Buffer.from("hello")];
    }, pep3333);
    const wire = await exchange(await listening(serve(app)), get(target!).replace("GET", method!));
    // That it gives what is not to be sent is what it is for.
    found.length = 0;
    expect(wire).toMatch(new RegExp(`^HTTP/1.1 ${status} x\r\nContent-Length: 5\r\n[^]*\r\n\r\n$`));
  });

  test("the three conventions answer alike", async () => {
    const { all } = (await load(files.get("Each convention")!)) as { all: Record<string, Handler> };
    const wires = await Promise.all(
      Object.values(all).map(async (handler) => exchange(await listening(serveOnce(handler)), get("/caf%C3%A9"))),
    );
    for (const wire of wires) {
      expect(wire.replace("200 OK", "200 ")).toBe("HTTP/1.1 200 \r\ncontent-type: text/plain\r\nConnection: close\r\n\r\n/caf\xc3\xa9");
    }
    expect(wires).toHaveLength(3);
  });
});
