/** Applications that break a rule, by the row of the table of outcomes that says what comes of it. */
import type { OutcomeName } from "../../../src/conventions/outcomes.ts";
import type { BadCase } from "./bad-acting.ts";
import { badBodies } from "./bad-bodies.ts";
import { badEnds } from "./bad-ends.ts";
import { badHeads } from "./bad-heads.ts";
import { badRequests } from "./bad-requests.ts";

export const bad: Readonly<Record<OutcomeName, readonly BadCase[]>> = { ...badRequests, ...badHeads, ...badBodies, ...badEnds };
