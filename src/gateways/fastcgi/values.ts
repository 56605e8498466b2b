/** What a web server may ask of a process, before it sends requests (FastCGI Specification, 4.1). */
import type { ByteString } from "../../wire.ts";
import { readPairs, writePairs } from "./pairs.ts";
import { type OutgoingRecord, types } from "./record.ts";

/** How much a process is told to take at once. */
export interface Capacity {
  readonly connections: number;
  /** On one connection. */
  readonly requests: number;
}

/** The name of the question that only a web server asks which may send several requests at once. */
export const multiplexing = "FCGI_MPXS_CONNS" as ByteString;

/** What was asked. The values of the pairs mean nothing. @throws {StringModelError} BAD_PACKET */
export const questionsOf = (content: Uint8Array): ByteString[] => [...readPairs(content).keys()];

/** FCGI_GET_VALUES_RESULT: a name that means nothing here is left out. */
export function answerTo(questions: readonly ByteString[], { connections, requests }: Capacity): OutgoingRecord {
  const values: Readonly<Record<string, number | undefined>> = {
    FCGI_MAX_CONNS: connections,
    FCGI_MAX_REQS: requests,
    [multiplexing]: requests > 1 ? 1 : 0,
  };
  const known = questions.filter((name) => Object.hasOwn(values, name));
  const pairs = known.map((name) => [name, String(values[name]) as ByteString] as const);
  return { type: types.getValuesResult, id: 0, content: [writePairs(pairs)] };
}
