import { bytes } from "../src/codecs/bytes.ts";
import { cgiVariables, constant, defineProfile, fact, gatewayVariables, only, variable } from "../src/profile.ts";

const values = "PEP 444, Values Returned by A Web3 Application";

/** PEP 444 as first published: native keys, bytes values, and the answer is returned. */
const web3 = defineProfile({
  id: "web3",
  title: "web3",
  about: "PEP 444: bytes values under native keys, the still encoded path beside the decoded one; the answer is returned.",
  source: "https://peps.python.org/pep-0444/",
  since: "2010-07",
  convention: "triple",
  keys: "native",
  environ: {
    ...cgiVariables(bytes),
    // Never absent: empty where there is nothing (PEP 444, environ Variables).
    SCRIPT_NAME: variable("scriptName", bytes),
    PATH_INFO: variable("pathInfo", bytes),
    QUERY_STRING: variable("query", bytes),
    "web3.script_name": variable("rawScriptName", bytes),
    "web3.path_info": variable("rawPathInfo", bytes),
    "web3.version": constant([1, 0], "PEP 444, environ Variables"),
    "web3.url_scheme": variable("scheme", bytes),
    ...gatewayVariables("web3"),
    "web3.async": constant(false, "PEP 444, environ Variables"),
  },
  headers: { as: "HTTP_*", codec: bytes },
  response: {
    status: only(bytes, values),
    headerName: only(bytes, values),
    headerValue: only(bytes, values),
    body: only(bytes, values),
    write: { standing: "removed" },
  },
});
export default web3;

const { "web3.script_name": _, "web3.path_info": __, "web3.async": ___, ...kept } = web3.environ;

export const variants = [
  defineProfile({
    ...web3,
    id: "web3@r2",
    about: "The revision of 2010-09-19: SCRIPT_NAME and PATH_INFO stay percent-encoded, or are quoted again and marked so.",
    source: "https://github.com/mcdonc/web3/blob/master/pep-0444.rst",
    environ: {
      ...kept,
      SCRIPT_NAME: variable("quotedScriptName", bytes),
      PATH_INFO: variable("quotedPathInfo", bytes),
      "web3.path_requoted": fact("pathRequoted", "PEP 444 (2010-09-19), environ Variables"),
    },
  }),
] as const;
