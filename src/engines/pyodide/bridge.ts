/** What stands for a socket in Python: bytes from its memory into a ring, and out of a ring into its memory. */
import type { PyodideAPI } from "pyodide";
import type { PyBufferView, PyProxy } from "pyodide/ffi";
import { kept } from "../cpython/begun.ts";
import { Ring } from "./ring.ts";

interface Memory {
  readonly inbound: SharedArrayBuffer;
  readonly outbound: SharedArrayBuffer;
  readonly begun: SharedArrayBuffer;
}

/** Milliseconds without a call to the engine, in which there are answers for it. */
const moment = 1;
/** The numbers of the requests that were begun last: what a file is to a process. */
export const begunMemory = () => new SharedArrayBuffer(4 * kept);

/**
 * For Python to call with its two buffers: gives its functions; see `embedded.py`. They block this thread.
 *
 * @param look tells the engine that there is something in the ring, or room for more
 */
export const bridge =
  (pyodide: PyodideAPI, { inbound, outbound, begun }: Memory, look: () => void) =>
  (inbox: PyProxy, outbox: PyProxy): PyProxy => {
    const from = new Ring(inbound);
    const to = new Ring(outbound);
    const intoPython = new Window(inbox);
    const outOfPython = new Window(outbox);
    let called = 0;
    let quiet = false;
    const call = (): void => {
      quiet = false;
      called = performance.now();
      if (to.call()) look();
    };
    const write = (count: number): void => {
      for (let rest = outOfPython.bytes.subarray(0, count); ; ) {
        rest = rest.subarray(to.write(rest));
        if (rest.length === 0) break;
        call();
        to.waitForRoom();
      }
    };
    const receive = (milliseconds: number): number => {
      if (from.length === 0 && milliseconds !== 0) {
        if (quiet) call();
        from.waitForBytes(milliseconds);
        called = performance.now();
      }
      const count = from.take(intoPython.bytes);
      if (from.wasFull()) look();
      return count;
    };
    const send = (count: number): void => {
      write(count);
      call();
    };
    const numbers = new Uint32Array(begun);
    let count = 0;
    const begin = (number: number, length: number): void => {
      numbers[count++ % kept] = number;
      if (length === 0) return;
      write(length);
      // A call through the port costs as much as a request: those of a batch share one. Who waits for them looks by itself.
      quiet = true;
      if (performance.now() - called > moment) call();
    };
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    const wait = (milliseconds: number): void => void Atomics.wait(nothing, 0, 0, milliseconds);
    return pyodide.toPy([receive, send, begin, wait]);
  };

/** A buffer of Python's, wherever its memory is now. */
class Window {
  readonly #proxy: PyProxy;
  #view: PyBufferView;

  constructor(proxy: PyProxy) {
    this.#proxy = proxy.copy();
    this.#view = this.#proxy.getBuffer("u8");
  }

  get bytes(): Uint8Array {
    // Memory that has grown is another one.
    if (this.#view.data.length === 0) {
      this.#view.release();
      this.#view = this.#proxy.getBuffer("u8");
    }
    return this.#view.data as Uint8Array;
  }
}
