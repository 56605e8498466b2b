import * as fc from "fast-check";
import { BytesDict } from "../bytes-dict.ts";
import { type Sent, send } from "../compare/parts.ts";
import { exhibit, headerKey, pathVariable, valuesOf, variableFor } from "../compare/present.ts";
import type { ValueProperty } from "../compare/property.ts";
import { writeEnviron } from "../environ.ts";
import { StringModelError } from "../errors.ts";
import type { Profile } from "../profile.ts";

type Literal = Sent & { readonly of: "method" | "path" | "query" | "header"; readonly literal: string };

const word = fc.string({ unit: fc.constantFrom(..."abcxyz019-_."), minLength: 1, maxLength: 6 });

const about: Record<Literal["of"], (word: string) => Literal> = {
  method: () => ({ ...send({}), of: "method", literal: "GET" }),
  path: (text) => ({ ...send({ target: `/${text}` }), of: "path", literal: `/${text}` }),
  query: (text) => ({ ...send({ target: `/?${text}` }), of: "query", literal: text }),
  header: (text) => ({ ...send({ headers: [["X-Model", text]] }), of: "header", literal: text }),
};

function keyOf(profile: Profile, of: Literal["of"]): string {
  if (of === "method") return variableFor(profile, "method")!.key;
  if (of === "path") return pathVariable(profile).key;
  if (of === "query") return variableFor(profile, "query")!.key;
  return headerKey(profile, "HTTP_X_MODEL");
}

export default {
  id: "literals-compare",
  topic: "text",
  claim: 'method, path, query and headers compare with a literal of Python 3\'s everyday string type: environ["REQUEST_METHOD"] == "GET"',
  source: "web-sig 2009-September/004013; PEP 3333, A Note On String Types",
  given: () => ({
    arbitrary: fc
      .tuple(fc.constantFrom("method" as const, "path" as const, "query" as const, "header" as const), word)
      .map(([of, text]) => about[of](text)),
    traps: [about.method(""), about.path("a"), about.query("a"), about.header("a")],
  }),
  holds(profile, { request, of, literal }) {
    const environ = writeEnviron(profile, request);
    const key = keyOf(profile, of);
    if (environ instanceof BytesDict)
      throw new StringModelError("MISSING_VARIABLE", "KeyError: the keys are bytes", { profile: profile.id, key });
    const value = valuesOf(environ).get(key);
    // A list of pairs is searched as one would: for the value of the pair that has the name.
    const found = Array.isArray(value) ? value.find(([name]) => name === "x-model")?.[1] : value;
    return found === literal;
  },
  exhibit: (profile, testCase) => exhibit(profile, [testCase], (key) => key === keyOf(profile, testCase.of)),
} satisfies ValueProperty<Literal>;
