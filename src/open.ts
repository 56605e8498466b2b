/** Environs and requests as they are needed: nothing is decoded before somebody looks at it. */
import { readEnviron, writeEnviron } from "./environ.ts";
import type { RawRequest } from "./exchange.ts";
import type { Environ, Profile } from "./profile.ts";

/** As {@link writeEnviron}. */
export function openEnviron<P extends Profile>(profile: P, request: RawRequest, _how: "lazy" | "eager" = "lazy"): Environ<P> {
  return writeEnviron(profile, request);
}

/** As {@link readEnviron}. */
export function openRequest<P extends Profile>(profile: P, environ: Environ<P>): RawRequest {
  return readEnviron(profile, environ);
}
