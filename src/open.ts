/** Environs and requests as they are needed: nothing is decoded before somebody looks at it. */
import { BytesDict } from "./bytes-dict.ts";
import { readEnviron, refuseMissing, writeEnviron } from "./environ.ts";
import type { RawRequest } from "./exchange.ts";
import { readingOf } from "./lazy/draft.ts";
import { environProxy } from "./lazy/environ-proxy.ts";
import { Late } from "./lazy/late.ts";
import { canBeLate, Opening } from "./lazy/opening.ts";
import { pairOpening } from "./lazy/pair.ts";
import { type Amendments, EnvironRequest } from "./lazy/request.ts";
import type { Environ, Profile } from "./profile.ts";
import type { ByteString } from "./wire.ts";

/**
 * The environ that {@link writeEnviron} gives, each variable decoded when it is first looked at; `eager`: all of them at
 * once, in a plain object.
 *
 * What the model may refuse is decoded at once, so that a refusal is never late. Of a request that came of
 * {@link openRequest}, a value that the server's own model does not allow is refused when it is looked at.
 *
 * @throws {StringModelError} as `writeEnviron` does.
 */
export function openEnviron<P extends Profile>(profile: P, request: RawRequest, how: "lazy" | "eager" = "lazy"): Environ<P> {
  if (!canBeLate(profile)) return writeEnviron(profile, request instanceof EnvironRequest ? request.whole() : request);
  if (request instanceof EnvironRequest) return openPair(profile, request, how);
  return how === "eager" ? writeEnviron(profile, request) : lazily(profile, new Late(openingOf(profile), request));
}

/**
 * The request that {@link readEnviron} gives, each field read when it is first looked at, and remembered. Until then it
 * follows the environ, should a middleware change it.
 *
 * Its fields are getters: a spread copies none of them, `amendRequest` does.
 *
 * @throws {StringModelError} MISSING_VARIABLE at once; what else `readEnviron` throws, when a field is read that
 *   needs the variable. A model that decodes with substitutes is read whole, at once.
 */
export function openRequest<P extends Profile>(profile: P, environ: Environ<P>): RawRequest {
  const reading = readingOf(profile);
  if (reading === undefined) return readEnviron(profile, environ);
  refuseMissing(profile, reading.plan, environ);
  return new EnvironRequest(reading, environ);
}

/** The same request with another body, or with other variables added. */
export const amendRequest = (request: RawRequest, fields: Amendments): RawRequest =>
  request instanceof EnvironRequest ? request.amended(fields) : copied(request, fields);

/** Field by field: a spread costs a tenth of what an exchange does. */
function copied(request: RawRequest, { body, extra, gone, server }: Amendments): RawRequest {
  return {
    method: request.method,
    target: request.target,
    scriptName: request.scriptName,
    pathInfo: request.pathInfo,
    rawPath: request.rawPath,
    query: request.query,
    protocol: request.protocol,
    scheme: request.scheme,
    serverName: request.serverName,
    serverPort: request.serverPort,
    remoteAddr: request.remoteAddr,
    remotePort: request.remotePort,
    headers: request.headers,
    body: body ?? request.body,
    server: server ?? request.server,
    variables: request.variables,
    extra: extra ?? request.extra,
    gone: gone ?? request.gone,
  };
}

/** The same request with one variable more, unless it has a variable of that name. */
export function addVariable(request: RawRequest, key: ByteString, value: unknown): RawRequest {
  if (request instanceof EnvironRequest && !("extra" in request.amendments)) return request.amended({ also: [key, value] });
  return request.extra?.has(key) ? request : amendRequest(request, { extra: new Map(request.extra).set(key, value) });
}

const openings = new WeakMap<Profile, Opening>();

function openingOf(profile: Profile): Opening {
  let known = openings.get(profile);
  if (known === undefined) {
    known = new Opening(profile);
    openings.set(profile, known);
  }
  return known;
}

function openPair<P extends Profile>(profile: P, request: EnvironRequest, how: "lazy" | "eager"): Environ<P> {
  try {
    const late = new Late(pairOpening(request.profile, profile), request);
    return how === "lazy" ? lazily(profile, late) : atOnce(profile, late);
  } catch {
    // Which of several refusals comes first is the plain road's to say.
    return writeEnviron(profile, request.whole());
  }
}

const lazily = <P extends Profile>(profile: P, late: Late): Environ<P> =>
  (profile.keys === "bytes" ? BytesDict.late(late) : environProxy(late)) as Environ<P>;

function atOnce<P extends Profile>(profile: P, late: Late): Environ<P> {
  if (profile.keys === "bytes") {
    const dict = new BytesDict();
    const { byKey } = dict;
    late.fill((key, value) => byKey.set(key, value));
    return dict as Environ<P>;
  }
  return late.object() as Environ<P>;
}
