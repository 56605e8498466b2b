/** The profiles that the cases are about. */
import asgi3, { variants as asgiVariants } from "../../proposals/asgi-3.ts";
import flat, { variants as flatVariants } from "../../proposals/flat.ts";
import modWsgi, { variants as modWsgiVariants } from "../../proposals/mod_wsgi.ts";
import pep3333 from "../../proposals/pep-3333.ts";
import unicode, { variants as unicodeVariants } from "../../proposals/unicode.ts";
import web3, { variants as web3Variants } from "../../proposals/web3.ts";
import wsgi10, { variants as wsgi10Variants } from "../../proposals/wsgi-1.0.ts";
import { constant, defineProfile, type Profile } from "../../src/profile.ts";
import { variantOf } from "../spec/helpers.ts";

export { asgi3, flat, modWsgi, pep3333, unicode, web3, wsgi10 };
export const wsgi10Latin1 = variantOf(wsgi10Variants, "wsgi-1.0@latin-1");
export const wsgi10NativeKeys = variantOf(wsgi10Variants, "wsgi-1.0@native-keys");
export const web3R2 = variantOf(web3Variants, "web3@r2");
export const flatTriple = variantOf(flatVariants, "flat@triple");

/** A server that may ask again for the answer: no profile of ours declares one. */
export const web3Async = defineProfile({
  ...web3,
  id: "web3@async",
  environ: { ...web3.environ, "web3.async": constant(true, "PEP 444, environ Variables") },
});

export const all: readonly Profile[] = [
  wsgi10,
  ...wsgi10Variants,
  modWsgi,
  ...modWsgiVariants,
  unicode,
  ...unicodeVariants,
  web3,
  ...web3Variants,
  web3Async,
  flat,
  ...flatVariants,
  pep3333,
  asgi3,
  ...asgiVariants,
];
