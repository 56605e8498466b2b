/** The order of events that PEP 444 allows. The answer comes whole, so there is little to get wrong. */
import { type Order, refused } from "../order.ts";

export type State = "called" | "answered" | "ended";
export type Call = "the answer" | "a callable" | "no answer" | "a chunk" | "the end" | "close";

const details = "PEP 444, Specification Details";

export const order: Order<State, Call> = {
  title: "triple",
  first: "called",
  states: {
    called: "the application has not answered",
    answered: "the application has answered",
    ended: "the response has ended",
  },
  calls: {
    "the answer": "the application returns status, headers and body",
    "a callable": "it returns a function, to be asked again for the answer, where the environ's `.async` is true",
    "no answer": "it returns something else",
    "a chunk": "its body gives a chunk",
    "the end": "its body is exhausted",
    close: "the server calls the body's close(), once",
  },
  moves: {
    called: {
      "the answer": "answered",
      "a callable": "called",
      "no answer": refused("NOT_STARTED", details),
      "a chunk": refused("NOT_STARTED", details),
      "the end": refused("NOT_STARTED", details),
      close: "ended",
    },
    answered: {
      "the answer": refused("STARTED_TWICE", details),
      "a callable": refused("STARTED_TWICE", details),
      "no answer": refused("STARTED_TWICE", details),
      "a chunk": "answered",
      "the end": "ended",
      close: "ended",
    },
    ended: {
      "the answer": refused("AFTER_THE_END", details),
      "a callable": refused("AFTER_THE_END", details),
      "no answer": refused("AFTER_THE_END", details),
      "a chunk": refused("AFTER_THE_END", details),
      "the end": "ended",
      close: "ended",
    },
  },
};
