/** The order of calls that PEP 333 and PEP 3333 allow. */
import { type Order, refused } from "../order.ts";

export type State = "called" | "started" | "sent" | "ended";
export type Call = "start_response" | "start_response with exc_info" | "write" | "an empty chunk" | "a chunk" | "the end" | "close";

const startResponse = "PEP 3333, The start_response() Callable";
const details = "PEP 3333, Specification Details";
const write = "PEP 3333, The write() Callable";

export const order: Order<State, Call> = {
  title: "start_response",
  first: "called",
  states: {
    called: "start_response has not been called",
    started: "the head is stored, and not sent",
    sent: "the head is sent",
    ended: "the response has ended",
  },
  calls: {
    start_response: "the application calls start_response(status, headers)",
    "start_response with exc_info": "it calls start_response(status, headers, exc_info)",
    write: "it calls what start_response returned",
    "an empty chunk": "its iterable gives an empty chunk",
    "a chunk": "its iterable gives a chunk with bytes in it",
    "the end": "its iterable is exhausted",
    close: "the server calls the iterable's close(), once",
  },
  moves: {
    called: {
      start_response: "started",
      "start_response with exc_info": "started",
      write: refused("NOT_STARTED", write),
      "an empty chunk": "called",
      "a chunk": refused("NOT_STARTED", details),
      "the end": refused("NOT_STARTED", details),
      close: "ended",
    },
    started: {
      start_response: refused("STARTED_TWICE", startResponse),
      // It replaces the head that is stored.
      "start_response with exc_info": "started",
      write: "sent",
      "an empty chunk": "started",
      "a chunk": "sent",
      "the end": "ended",
      close: "ended",
    },
    sent: {
      start_response: refused("STARTED_TWICE", startResponse),
      // What exc_info holds is thrown, not this code.
      "start_response with exc_info": refused("STARTED_TWICE", startResponse),
      write: "sent",
      "an empty chunk": "sent",
      "a chunk": "sent",
      "the end": "ended",
      close: "ended",
    },
    ended: {
      start_response: refused("AFTER_THE_END", details),
      "start_response with exc_info": refused("AFTER_THE_END", details),
      write: refused("AFTER_THE_END", write),
      "an empty chunk": refused("AFTER_THE_END", details),
      "a chunk": refused("AFTER_THE_END", details),
      "the end": "ended",
      close: "ended",
    },
  },
};
