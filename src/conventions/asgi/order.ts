/** The order of messages that ASGI allows on an http scope. */
import { type Order, refused } from "../order.ts";

export type State = "called" | "started" | "sent" | "ended" | "gone";
export type Call =
  | "receive"
  | "http.response.start"
  | "http.response.body"
  | "the last http.response.body"
  | "http.response.trailers"
  | "another message"
  | "return"
  | "http.disconnect";

const start = "ASGI, Response Start";
const body = "ASGI, Response Body";
const trailers = "ASGI, HTTP Trailers: an extension that this server does not announce";
const disconnected = "ASGI, Disconnected Client";
const messages = "ASGI, Events";

export const order: Order<State, Call> = {
  title: "asgi",
  first: "called",
  states: {
    called: "no response has been started",
    started: "the response is started, and its head not sent",
    sent: "the head is sent",
    ended: "the response has ended",
    gone: "the client has gone away",
  },
  calls: {
    receive: "the application waits for a message",
    "http.response.start": "it sends the head",
    "http.response.body": "it sends a part of the body, with more to come",
    "the last http.response.body": "it sends the last part of the body",
    "http.response.trailers": "it sends trailers, or says in the start that it will",
    "another message": "it sends something else",
    return: "it returns",
    "http.disconnect": "the client goes away",
  },
  moves: {
    called: {
      receive: "called",
      "http.response.start": "started",
      "http.response.body": refused("NOT_STARTED", body),
      "the last http.response.body": refused("NOT_STARTED", body),
      "http.response.trailers": refused("UNSUPPORTED", trailers),
      "another message": refused("BAD_MESSAGE", messages),
      return: refused("NOT_STARTED", start),
      "http.disconnect": "gone",
    },
    started: {
      receive: "started",
      "http.response.start": refused("STARTED_TWICE", start),
      "http.response.body": "sent",
      "the last http.response.body": "ended",
      "http.response.trailers": refused("UNSUPPORTED", trailers),
      "another message": refused("BAD_MESSAGE", messages),
      return: refused("BODY_TOO_SHORT", body),
      "http.disconnect": "gone",
    },
    sent: {
      receive: "sent",
      "http.response.start": refused("STARTED_TWICE", start),
      "http.response.body": "sent",
      "the last http.response.body": "ended",
      "http.response.trailers": refused("UNSUPPORTED", trailers),
      "another message": refused("BAD_MESSAGE", messages),
      return: refused("BODY_TOO_SHORT", body),
      "http.disconnect": "gone",
    },
    ended: {
      receive: "ended",
      "http.response.start": refused("AFTER_THE_END", start),
      "http.response.body": refused("AFTER_THE_END", body),
      "the last http.response.body": refused("AFTER_THE_END", body),
      "http.response.trailers": refused("AFTER_THE_END", trailers),
      "another message": refused("BAD_MESSAGE", messages),
      return: "ended",
      "http.disconnect": "gone",
    },
    gone: {
      receive: "gone",
      "http.response.start": refused("DISCONNECTED", disconnected),
      "http.response.body": refused("DISCONNECTED", disconnected),
      "the last http.response.body": refused("DISCONNECTED", disconnected),
      "http.response.trailers": refused("DISCONNECTED", disconnected),
      "another message": refused("DISCONNECTED", disconnected),
      return: "gone",
      "http.disconnect": "gone",
    },
  },
};
