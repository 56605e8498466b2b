/** The applications of the zoo: frameworks of the time of the proposals, and what their texts show. */
import type { Entry, TrustedServer } from "./entry.ts";
import { bytesOf, type Exchange, get, post } from "./exchange.ts";
import { exchanges } from "./exchanges.ts";
import { gunicorn, wsgiref } from "./servers.ts";

/** Twisted's WSGI resource, which is a server of its own. */
const twisted: TrustedServer = {
  name: "Twisted",
  package: "Twisted",
  command: ({ app, port }) => ["-m", "twisted", "web", "--listen", `tcp:${port}:interface=127.0.0.1`, "--wsgi", app.replace(":", ".")],
  unescaped: wsgiref,
};

const idioms: readonly Entry[] = ["pep-3333", "wsgi-1.0", "mod_wsgi", "unicode", "web3", "flat", "asgi-3"].map((profile) => ({
  name: `the idiom of ${profile}`,
  module: `idiom_${profile.replace(".", "").replaceAll("-", "_")}_zoo`,
  profile,
  ...(profile !== "pep-3333" && { beside: "idiom_pep_3333_zoo" }),
  trusted: gunicorn,
  without: { upload: "a model has strings, and no parser of forms with files" },
  validated: profile === "pep-3333",
}));

/** What else TurboGears is asked. */
const withTemplate = [...exchanges, get("a page from a template", "/page?name=%3Cb%3E%22%C5%99e%C4%8D")];

/** Of a wiki with one page, `café/řeč`; under the names of exchanges.ts where they are such. */
const page = "caf%C3%A9/%C5%99e%C4%8D";
const login = "application/x-www-form-urlencoded";
const moin: readonly Exchange[] = [
  get("the root", "/"),
  get("a wiki's root, at another host", "/", { headers: [["X-Forwarded-Host", "other.example"]] }),
  get("a path in UTF-8", `/${page}`),
  get("a page, HEAD", `/${page}`, { method: "HEAD" }),
  get("a path in UTF-8, unescaped", bytesOf("/café/řeč")),
  get("a page's source", `/+get/${page}`),
  get("a page's source that has not changed", `/+get/${page}`, {
    headers: [["If-None-Match", '"8b98cdc09b1d7f61c8d5bd5fac0b5c1c4de9c63d"']],
  }),
  get("a page's source with colours", `/+highlight/${page}`),
  get("a page's history", `/+history/${page}`),
  get("a page's metadata", `/+meta/${page}`),
  get("a download", `/+download/${page}`),
  get("a query in UTF-8", "/+search?q=%C5%99e%C4%8D"),
  get("a query in ISO-8859-1", "/+search?q=caf%E9"),
  get("the index", "/+index/?start=c"),
  get("a feed", "/+feed/atom"),
  get("what is missing, in UTF-8", "/missing/%C5%99e%C4%8D"),
  get("what is missing, in ISO-8859-1", "/caf%E9"),
  get("a page that nobody may change", `/+modify/${page}`),
  get("a file of the wiki", "/static/js/jquery.min.js"),
  get("a range of a file of the wiki", "/static/js/jquery.min.js", { headers: [["Range", "bytes=10-19"]] }),
  post("a login that fails", "/+login", login, "login_username=%C5%99e%C4%8D&login_password=caf%C3%A9&login_submit=1"),
];

const hellos: readonly Exchange[] = ["function", "class", "writes", "latin-function", "latin-class", "latin-writes"].flatMap((world) => [
  get(`hello, ${world}`, `/${world}`),
  get(`hello, ${world}, HEAD`, `/${world}`, { method: "HEAD" }),
]);

export const older: readonly Entry[] = [
  {
    name: "TurboGears 2",
    package: "TurboGears2",
    module: "turbogears_zoo",
    profile: "pep-3333",
    trusted: gunicorn,
    exchanges: withTemplate,
  },
  { name: "Zope 5", package: "Zope", module: "zope_zoo", profile: "pep-3333", trusted: gunicorn },
  { name: "CherryPy", package: "CherryPy", module: "cherrypy_zoo", profile: "pep-3333", trusted: gunicorn },
  { name: "Quixote 3", package: "Quixote", module: "quixote_zoo", profile: "pep-3333", trusted: gunicorn, threads: 1 },
  { name: "Webware for Python 3", package: "Webware-for-Python", module: "webware_zoo", profile: "pep-3333", trusted: gunicorn },
  { name: "Paste", package: "Paste", module: "paste_zoo", profile: "pep-3333", trusted: gunicorn },
  { name: "Paste, Twisted", package: "Paste", module: "paste_zoo", profile: "pep-3333", trusted: twisted },
  { name: "MoinMoin 2", package: "moin", module: "moin_zoo", profile: "pep-3333", trusted: gunicorn, exchanges: moin },
  {
    name: "PEP 333's hello worlds",
    module: "pep_333_zoo",
    profile: "mod_wsgi",
    beside: "pep_3333_zoo",
    trusted: gunicorn,
    exchanges: hellos,
    validated: false,
  },
  { name: "PEP 3333's hello worlds", module: "pep_3333_zoo", profile: "pep-3333", trusted: gunicorn, exchanges: hellos },
  ...idioms,
];
