/** uwsgi from any peer at all: answered or refused, never another exception, never a hang. */
import * as fc from "fast-check";
import { uwsgiProtocol } from "../../src/gateways/uwsgi.ts";
import { uwsgiPacket } from "../gateways/clients/uwsgi.ts";
import { survives, tampered, text, variables } from "./variables.ts";

export const message = fc.tuple(variables, text).map(([variables, body]) => uwsgiPacket(variables) + body);

export async function fuzz(runs: number, seed?: number): Promise<void> {
  const property = fc.asyncProperty(tampered(message), (given) => survives(uwsgiProtocol, given));
  await fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
}
