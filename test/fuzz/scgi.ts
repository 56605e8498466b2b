/** scgi from any peer at all: answered or refused, never another exception, never a hang. */
import * as fc from "fast-check";
import { scgiProtocol } from "../../src/gateways/scgi.ts";
import { scgiBlock } from "../gateways/clients/scgi.ts";
import { survives, tampered, text, variables } from "./variables.ts";

export const message = fc
  .tuple(variables, text)
  .map(([variables, body]) => scgiBlock([variables[0]!, ["SCGI", "1"], ...variables.slice(1)]) + body);

export async function fuzz(runs: number, seed?: number): Promise<void> {
  const property = fc.asyncProperty(tampered(message), (given) => survives(scgiProtocol, given));
  await fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
}
