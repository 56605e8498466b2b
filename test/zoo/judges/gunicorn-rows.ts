/** What of gunicorn's own messages our wire reader reads otherwise, or refuses, or takes where gunicorn does not. */
import type { Verdict } from "./row.ts";

export interface MessageRow {
  readonly verdict: Exclude<Verdict, "ours-wrong">;
  /** As in its tests/requests; each has to be read otherwise. */
  readonly messages: readonly string[];
  readonly what: string;
  readonly why: string;
}

export const messageRows: readonly MessageRow[] = [
  {
    verdict: "choice",
    messages: [
      "valid/028",
      "valid/031compat",
      "valid/031compat2",
      "valid/compat_obs_fold",
      "valid/compat_obs_fold_huge",
      "invalid/040",
      "invalid/chunked_07",
    ],
    what: "what its options permit, or forbid: white space before a colon, folded lines, other methods, names with underscores",
    why: "strip_header_spaces, permit_obsolete_folding, permit_unconventional_http_method, header_map",
  },
  {
    verdict: "choice",
    messages: ["valid/pp_01", "valid/pp_02", "valid/pp_04", "valid/pp_05"],
    what: "a line of the PROXY protocol before the request",
    why: "its option proxy_protocol; there is none here",
  },
  {
    verdict: "choice",
    messages: [
      "invalid/006",
      "invalid/007",
      "invalid/008",
      "invalid/010",
      "invalid/011",
      "invalid/012",
      "invalid/017",
      "invalid/limit_header_default_01",
    ],
    what: "its limits of a request line, a line, and the number of lines are lower",
    why: "docs/gateways.md: 64 KiB of a head; `serve --max-head`",
  },
  {
    verdict: "choice",
    messages: ["invalid/019"],
    what: "it refuses headers of a proxy that contradict each other",
    why: "its option secure_scheme_headers; here such headers are the application's",
  },
  {
    verdict: "choice",
    messages: ["valid/013"],
    what: "it takes white space around the extensions of a chunk; we refuse it, as llhttp does",
    why: "src/gateways/http1/body.ts; RFC 9112, 7.1.1 would have it removed",
  },
  {
    verdict: "choice",
    messages: ["valid/031"],
    what: "it takes methods that llhttp does not know, which we answer 501",
    why: "src/gateways/http1/methods.ts",
  },
  {
    verdict: "choice",
    messages: ["valid/rfc9112_target_authority_connect_01", "valid/rfc9112_target_authority_ipv6_01"],
    what: "it hands on CONNECT, which we answer 501",
    why: "src/gateways/http1/methods.ts",
  },
  {
    verdict: "choice",
    messages: [
      "valid/025",
      "valid/025_line",
      "valid/029",
      "valid/030",
      "valid/rfc9112_smuggle_gzip_chunked_01",
      "valid/rfc9112_smuggle_te_identity_chunked_01",
    ],
    what: "it hands on a body in other codings under chunked, for the application to decode; we answer 501, and 400 where they are on two lines",
    why: "RFC 9112, 6.1: SHOULD, of a coding that a server does not understand; identity is none any more (RFC 9112, 7)",
  },
  {
    verdict: "choice",
    messages: ["valid/040"],
    what: "it drops names with underscores when it reads; ours come as far as the environ, which has none",
    why: "docs/decisions.md: ASGI keeps every line",
  },
  {
    verdict: "choice",
    messages: ["invalid/041"],
    what: "it refuses two lines of Content-Type; ours are joined",
    why: "docs/decisions.md; RFC 9110, 5.3 leaves it open what a recipient does",
  },
  {
    verdict: "choice",
    messages: ["invalid/rfc9112_target_non_ascii_01", "invalid/rfc9112_target_non_ascii_02"],
    what: "it refuses bytes above 0x7F in a target",
    why: "docs/decisions.md: raw 8-bit bytes are taken",
  },
  { verdict: "theirs-wrong", messages: ["valid/005"], what: "it takes a target with a fragment", why: "RFC 9112, 3.2; RFC 3986, 3.5" },
  {
    verdict: "theirs-wrong",
    messages: ["valid/099"],
    what: "it takes a body that is shorter than its Content-Length for a whole one",
    why: "RFC 9112, 8",
  },
  {
    verdict: "theirs-wrong",
    messages: ["valid/rfc9112_target_absolute_userinfo_01"],
    what: "it takes a user's name and password in a target",
    why: "RFC 9110, 4.2.4: an error",
  },
];
