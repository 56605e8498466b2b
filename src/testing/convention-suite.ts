/** The laws of a convention (`Convention` in conventions/convention.ts), tried with one profile that declares it. */
import type { Convention } from "../conventions/convention.ts";
import type { Profile } from "../profile.ts";
import type { SuiteOptions, TestCase } from "./case.ts";
import { answerCases } from "./convention/answers.ts";
import { closingCases } from "./convention/closing.ts";
import { errorCases } from "./convention/errors.ts";
import { flowCases } from "./convention/flow.ts";
import { inputCases } from "./convention/inputs.ts";
import { lengthCases } from "./convention/lengths.ts";
import { orderCases } from "./convention/order.ts";

/** What both sides of a convention promise: *host*, which is the server, and *expose*, which is the application. */
export function conventionSuite(convention: Convention, profile: Profile, options: SuiteOptions = {}): readonly TestCase[] {
  const under = { convention, profile };
  return [
    ...answerCases(under, options),
    ...closingCases(under),
    ...flowCases(under),
    ...orderCases(under),
    ...lengthCases(under),
    ...inputCases(under),
    ...errorCases(under),
  ];
}
