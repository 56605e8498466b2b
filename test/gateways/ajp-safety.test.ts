/** What nobody should send to an AJP port, one by one; and peers that go away, are slow, or say nothing. */
import { describe, expect, test } from "vitest";
import pep3333 from "../../proposals/pep-3333.ts";
import { writeEnviron } from "../../src/environ.ts";
import type { Handler, RawRequest, RawResponse } from "../../src/exchange.ts";
import { type AjpOptions, ajp, ajpProtocol } from "../../src/gateways/ajp.ts";
import { drain } from "../../src/testing/testing.ts";
import { type ByteString, fromBytes, toBytes } from "../../src/wire.ts";
import { dataPacket, forwardPacket, named, pingPacket } from "./clients/ajp.ts";
import { cuts, open } from "./memory-peer.ts";
import { ajpSafety } from "./safety/ajp.ts";

const wire = (text: string) => toBytes(text as ByteString);
const ok: RawResponse = { status: 200, reason: "OK" as ByteString, headers: [], body: [] };
const okWire = "AB\0\x0a\x04\0\xc8\0\x02OK\0\0\0AB\0\x02\x05\x01";
const pong = "AB\0\x01\x09";

function opened(handler: Handler = () => ok, options: AjpOptions = {}) {
  const calls: RawRequest[] = [];
  const counted: Handler = (request) => {
    calls.push(request);
    return handler(request);
  };
  return { ...open(ajpProtocol, counted, { onError: () => {}, ...options }), calls };
}

/** The status of the first SEND_HEADERS. */
const statusIn = (sent: string) => (sent.charCodeAt(5) << 8) | sent.charCodeAt(6);

describe.each(ajpSafety)("$name ($source)", ({ sent, options, outcome }) => {
  const whole = wire(sent);
  test.each([
    ["whole", [whole]],
    ["byte by byte", Array.from(whole, (byte) => Uint8Array.of(byte))],
  ])("%s", (_, pieces) => {
    const { peer, connection, calls } = opened(undefined, options);
    for (const piece of pieces) connection.receive(piece);
    expect(calls).toHaveLength("served" in outcome ? outcome.served : 0);
    expect(peer.destroyed).toBe("broken" in outcome);
    expect(peer.ended).toBe("refused" in outcome);
    if ("broken" in outcome) expect(peer.sent).toBe("");
    if ("served" in outcome) expect(peer.sent.replaceAll(pong, "")).toBe(okWire.repeat(outcome.served));
    if ("refused" in outcome) expect([statusIn(peer.sent), peer.sent.slice(-6)]).toEqual([outcome.refused, "AB\0\x02\x05\0"]);
  });
});

describe("what does not reach an environ", () => {
  const environ = (headers: [string, string][], attributes = "") => {
    const { connection, calls } = opened();
    connection.receive(wire(forwardPacket({ headers: [["Host", "h"], ...headers], attributes })));
    return writeEnviron(pep3333, calls[0]!) as unknown as Record<string, unknown>;
  };

  test("Proxy becomes no HTTP_PROXY, whether it is a header or an attribute (CVE-2016-5388)", () => {
    expect(environ([["Proxy", "evil"]], named("HTTP_PROXY", "evil"))).not.toHaveProperty("HTTP_PROXY");
  });

  test("a header with an underscore does not take the place of one with a hyphen", () => {
    expect(
      environ([
        ["X-User", "me"],
        ["X_User", "eve"],
      ]).HTTP_X_USER,
    ).toBe("me");
  });

  test("the secret", () => {
    const { connection, calls } = opened(undefined, { secret: "s3cret" });
    connection.receive(wire(forwardPacket({ secret: "s3cret" })));
    expect(JSON.stringify([...calls[0]!.variables!])).not.toContain("s3cret");
  });
});

describe("Overview of the protocol", () => {
  test("an exchange is the same wherever its bytes are cut", async () => {
    const length: [string, string][] = [["Content-Length", "3"]];
    for (const pieces of cuts(wire(forwardPacket({ method: "POST", headers: length }) + dataPacket("abc") + forwardPacket()))) {
      const { peer, connection, calls } = opened();
      for (const piece of pieces) connection.receive(piece);
      expect(peer.sent).toBe(okWire + okWire);
      expect(calls[0]!.body).toEqual([wire("abc")]);
    }
  });

  test("a body that is all in its first packet is an array, so that a synchronous application need not wait", () => {
    const { connection, calls } = opened();
    connection.receive(wire(forwardPacket({ headers: [["Content-Length", "3"]] })));
    expect([calls.length, connection.phase]).toEqual([0, "body"]);
    connection.receive(wire(dataPacket("abc")));
    expect(calls[0]!.body).toEqual([wire("abc")]);
  });

  test("a packet of a longer body is asked for when the handler waits for it, and not before", async () => {
    let go = () => {};
    const waits = new Promise<void>((resolve) => {
      go = resolve;
    });
    const bodies: string[] = [];
    const { peer, connection } = opened(async ({ body }) => {
      await waits;
      for await (const chunk of body) bodies.push(fromBytes(chunk));
      return ok;
    });
    connection.receive(wire(forwardPacket({ headers: [["Content-Length", "9"]] }) + dataPacket("abc")));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect([peer.sent, connection.phase]).toEqual(["", "answer"]);
    go();
    await peer.until(({ sent }) => sent === "AB\0\x03\x06\0\x06");
    expect(connection.phase).toBe("body");
    connection.receive(wire(dataPacket("def")));
    await peer.until(({ sent }) => sent.endsWith("AB\0\x03\x06\0\x03"));
    connection.receive(wire(dataPacket("ghi")));
    await peer.until(({ sent }) => sent.endsWith(okWire));
    expect(bodies).toEqual(["abc", "def", "ghi"]);
  });

  test("no more than fits in a packet is asked for, and a chunked body ends with an empty one", async () => {
    const { peer, connection } = opened(async ({ body }) => ({ ...ok, body: [wire(String((await drain(body)).length))] }));
    connection.receive(wire(forwardPacket({ headers: [["Transfer-Encoding", "chunked"]] })));
    await peer.until(({ sent }) => sent === "AB\0\x03\x06\x1f\xfa");
    connection.receive(wire(dataPacket("abc")));
    await peer.until(({ sent }) => sent === "AB\0\x03\x06\x1f\xfa".repeat(2));
    connection.receive(wire(dataPacket("")));
    await peer.until(({ sent }) => sent.includes("AB\0\x05\x03\0\x011\0"));
    connection.receive(wire(forwardPacket()));
    expect(connection.served).toBe(1);
  });

  test("a packet that was asked for and comes after the answer is no request", async () => {
    const { peer, connection, calls } = opened(({ body }) => {
      void (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next();
      return ok;
    });
    connection.receive(wire(forwardPacket({ headers: [["Transfer-Encoding", "chunked"]] })));
    expect([connection.served, connection.phase]).toEqual([1, "body"]);
    connection.receive(wire(dataPacket(forwardPacket())));
    expect([calls.length, peer.destroyed, connection.phase]).toEqual([1, false, "idle"]);
  });

  test("a request while another is under way breaks the connection off", () => {
    const { peer, connection, calls } = opened(() => new Promise(() => {}));
    connection.receive(wire(forwardPacket() + forwardPacket()));
    expect([calls.length, peer.destroyed, connection.served]).toEqual([1, true, 1]);
  });

  test("a chunked body above the limit is answered 413, and no more of it is read", async () => {
    const { peer, connection } = opened(async ({ body }) => ({ ...ok, body: await drain(body) }), { limits: { body: 5 } });
    connection.receive(wire(forwardPacket({ headers: [["Transfer-Encoding", "chunked"]] })));
    await peer.until(({ sent }) => sent !== "");
    connection.receive(wire(dataPacket("abcdef")));
    expect([statusIn(peer.sent.slice(7)), peer.sent.slice(-6), peer.ended]).toEqual([413, "AB\0\x02\x05\0", true]);
  });

  test("a chunk that has to be waited for is followed by a flush", async () => {
    async function* slow() {
      yield wire("a");
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield wire("b");
    }
    const { peer, connection } = opened(() => ({ ...ok, body: slow() }));
    connection.receive(wire(forwardPacket()));
    await peer.until(({ sent }) => sent.endsWith("\x05\x01"));
    expect(peer.sent.slice(14)).toBe(
      "AB\0\x04\x03\0\0\0AB\0\x05\x03\0\x01a\0AB\0\x04\x03\0\0\0AB\0\x05\x03\0\x01b\0AB\0\x04\x03\0\0\0AB\0\x02\x05\x01",
    );
  });
});

describe("an end in the middle", () => {
  /** A body that goes on for ever, and what becomes of it. */
  const endless = () => {
    const state = { left: 0 };
    const body: RawResponse["body"] = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        async return() {
          state.left++;
          return { done: true, value: undefined };
        },
      }),
    };
    return { state, body };
  };

  test.each(["finish", "lost"] as const)("%s: the application's body is closed, once", (how) => {
    const { state, body } = endless();
    const { connection } = opened(() => ({ ...ok, body }));
    connection.receive(wire(forwardPacket()));
    connection[how]();
    connection.lost();
    expect(state.left).toBe(1);
  });

  test("the handler that reads is told that the client has gone", async () => {
    let told: unknown;
    const { connection } = opened(async ({ body }) => {
      told = await drain(body).catch((error) => error.code);
      return ok;
    });
    connection.receive(wire(forwardPacket({ headers: [["Content-Length", "9"]] }) + dataPacket("abc")));
    connection.lost();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(told).toBe("DISCONNECTED");
  });

  test("a body that ends before its Content-Length is not taken for whole", async () => {
    const { connection, calls } = opened();
    connection.receive(wire(forwardPacket({ headers: [["Content-Length", "9"]] }) + dataPacket("")));
    await expect(drain(calls[0]!.body)).rejects.toMatchObject({ code: "DISCONNECTED" });
  });

  test("of a request that is half there, nobody hears", () => {
    const { peer, connection, calls } = opened();
    connection.receive(wire(forwardPacket().slice(0, 20)));
    connection.finish();
    expect([calls.length, peer.sent, peer.ended]).toEqual([0, "", true]);
  });

  test("a body that throws ends without END_RESPONSE, so that Apache cannot take it for whole", async () => {
    async function* body() {
      yield wire("one");
      throw new Error("midway");
    }
    const { peer, connection } = opened(() => ({ ...ok, body: body() }));
    connection.receive(wire(forwardPacket()));
    await peer.until(({ destroyed }) => destroyed);
    expect(peer.sent).not.toContain("\0\x02\x05");
  });
});

describe("slow peers", () => {
  test("a peer that pings and does not read is not read from either, until there is room", async () => {
    const { peer, connection } = opened();
    peer.room = false;
    connection.receive(wire(pingPacket));
    expect(peer.paused).toBe(true);
    peer.drain();
    await peer.until(({ paused }) => !paused);
    expect(peer.sent).toBe(pong);
  });

  test("a peer that does not take its answers has no request run until it does", async () => {
    const { peer, connection, calls } = opened();
    peer.room = false;
    connection.receive(wire(forwardPacket() + forwardPacket()));
    connection.receive(wire(forwardPacket()));
    expect([calls.length, peer.paused, connection.phase]).toEqual([1, true, "answer"]);
    peer.drain();
    await peer.until(({ paused }) => !paused);
    expect([calls.length, connection.phase]).toEqual([3, "idle"]);
  });

  test("a peer that never takes its answers is broken off", () => {
    const { peer, connection } = opened();
    peer.room = false;
    connection.receive(wire(forwardPacket()));
    connection.expire();
    expect(peer.destroyed).toBe(true);
  });

  test("an application makes no more than a slow reader takes", async () => {
    let made = 0;
    async function* body() {
      for (; made < 5; made++) yield new Uint8Array(20_000);
    }
    const { peer, connection } = opened(() => ({ ...ok, body: body() }));
    peer.room = false;
    connection.receive(wire(forwardPacket()));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toBe(0);
    peer.drain();
    await peer.until(({ sent }) => sent.endsWith("\x05\x01"));
    expect(made).toBe(5);
  });

  test("a head that does not come is answered 408, and so is the first packet of a body", () => {
    for (const start of [forwardPacket().slice(0, 9), forwardPacket({ headers: [["Content-Length", "9"]] })]) {
      const { peer, connection, calls } = opened();
      connection.receive(wire(start));
      connection.expire();
      expect([statusIn(peer.sent), peer.ended, calls.length]).toEqual([408, true, 0]);
    }
  });

  test("a body that stops is answered 408, and a handler that does not end 503", async () => {
    const reading = opened(async ({ body }) => ({ ...ok, body: await drain(body) }));
    reading.connection.receive(wire(forwardPacket({ headers: [["Content-Length", "9"]] }) + dataPacket("abc")));
    await reading.peer.until(({ sent }) => sent !== "");
    reading.connection.expire();
    expect([statusIn(reading.peer.sent.slice(7)), reading.peer.ended]).toEqual([408, true]);
    const hanging = opened(() => new Promise(() => {}));
    hanging.connection.receive(wire(forwardPacket()));
    hanging.connection.expire();
    expect([statusIn(hanging.peer.sent), hanging.peer.ended]).toEqual([503, true]);
  });

  test("an idle connection is ended without a word", () => {
    const { peer, connection } = opened();
    connection.receive(wire(forwardPacket()));
    connection.expire();
    expect([peer.sent, peer.ended]).toEqual([okWire, true]);
  });
});

describe("drain", () => {
  test("a connection without a request answers one that is on its way, and is not used again", () => {
    const { peer, connection } = opened();
    connection.drain();
    expect([peer.ended, connection.phase]).toEqual([false, "idle"]);
    connection.receive(wire(forwardPacket() + forwardPacket()));
    expect([peer.sent, peer.ended]).toEqual([okWire.replace(/\x01$/, "\0"), true]);
  });

  test("a request under way is answered, and the connection not used again", async () => {
    let answer: (response: RawResponse) => void = () => {};
    const { peer, connection } = opened(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    connection.receive(wire(forwardPacket()));
    connection.drain();
    expect(peer.ended).toBe(false);
    answer(ok);
    await peer.until(({ ended }) => ended);
    expect(peer.sent).toBe(okWire.replace(/\x01$/, "\0"));
  });
});

describe("options", () => {
  test.each([{ packetSize: 8191 }, { packetSize: 65_537 }, { packetSize: Number.NaN }, { secret: "" }, { mount: "app/" as ByteString }])(
    "%j is no option",
    (options) => {
      expect(() => ajp(() => ok, options)).toThrow(TypeError);
    },
  );

  test("a larger packetSize takes larger packets, both ways", () => {
    const headers: [string, string][] = [["Content-Length", "20000"]];
    const { peer, connection, calls } = opened(() => ({ ...ok, body: [new Uint8Array(20_000)] }), { packetSize: 65_536 });
    connection.receive(wire(forwardPacket({ headers }) + dataPacket("a".repeat(20_000))));
    expect((calls[0]!.body as Uint8Array[])[0]).toHaveLength(20_000);
    expect(peer.sent.split("AB")).toHaveLength(4);
  });
});
