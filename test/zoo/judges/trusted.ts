/** The servers that other people trust, each with the application of apps/dump.py, and how they are started. */
import { existsSync } from "node:fs";
import { peersPython } from "../../peers.ts";
import type { ServerName } from "./row.ts";
import { apache, command, printing, type Started } from "./started.ts";

export interface Trusted {
  readonly name: ServerName;
  /** What we host the same application by, to compare. */
  readonly profiles: readonly string[];
  /** What it is called in docs/python-servers.md. */
  readonly about: string;
  /** What it wants of this machine; undefined where it is here. */
  readonly missing: string | undefined;
  /** Milliseconds until our side is ended, where it is waited for; a server may take that for leaving. 2000 unless told. */
  readonly patience?: number;
  start(): Promise<Started>;
  /** Where it can be told of a mount: `/app`. */
  mounted?(mount: string): Promise<Started>;
}

const peers = peersPython === undefined ? "scripts/peers" : undefined;
const unless = (file: string, debian: string): string | undefined => (existsSync(file) ? undefined : `apt-get install ${debian}`);

const apacheModules = "/usr/lib/apache2/modules";

export const trusted: readonly Trusted[] = [
  {
    name: "wsgiref",
    about: "CPython's `wsgiref.simple_server`",
    profiles: ["pep-3333"],
    missing: peers,
    // It has one thread, and answers all the same.
    patience: 300,
    start: () => printing("wsgiref"),
  },
  {
    name: "gunicorn",
    about: "gunicorn, a sync worker",
    profiles: ["pep-3333"],
    missing: peers,
    start: () => gunicorn(""),
    mounted: (mount) => gunicorn(mount),
  },
  {
    name: "waitress",
    about: "waitress",
    profiles: ["pep-3333"],
    missing: peers,
    start: () => printing("waitress"),
    mounted: (mount) => printing("waitress", mount),
  },
  {
    name: "uWSGI",
    about: "uWSGI, `--http11-socket`",
    profiles: ["pep-3333"],
    missing: unless("/usr/lib/uwsgi/plugins/python3_plugin.so", "uwsgi-core uwsgi-plugin-python3"),
    start: () => uwsgi("--wsgi-file", "dump.py"),
    mounted: (mount) => uwsgi("--manage-script-name", "--mount", `${mount}=dump.py`),
  },
  {
    name: "cheroot",
    about: "cheroot, `Gateway_10`",
    profiles: ["pep-3333"],
    missing: peers,
    start: () => printing("cheroot"),
    mounted: (mount) => printing("cheroot", mount),
  },
  {
    name: "cheroot u0",
    about: "cheroot, `Gateway_u0`, an implementation of the Unicode proposal",
    profiles: ["unicode", "unicode@cherrypy"],
    missing: peers,
    start: () => printing("cheroot_u0"),
  },
  {
    name: "mod_wsgi",
    about: "Apache with mod_wsgi, embedded",
    profiles: ["pep-3333"],
    missing: unless(`${apacheModules}/mod_wsgi.so`, "apache2 libapache2-mod-wsgi-py3"),
    start: () => apache("/"),
    mounted: apache,
  },
  { name: "uvicorn", about: "uvicorn, h11", profiles: ["asgi-3", "asgi-3@replace"], missing: peers, start: () => uvicorn("dump:scope") },
  {
    name: "uvicorn wsgi",
    about: "uvicorn, `--interface wsgi`",
    profiles: ["pep-3333"],
    missing: peers,
    start: () => uvicorn("dump:application", "--interface", "wsgi"),
  },
  {
    name: "asgiref",
    about: "asgiref's `WsgiToAsgi` in uvicorn",
    profiles: ["pep-3333"],
    missing: peers,
    start: () => uvicorn("trusted:to_asgi", "--factory"),
  },
  {
    name: "a2wsgi",
    about: "a2wsgi's `WSGIMiddleware` in uvicorn",
    profiles: ["pep-3333"],
    missing: peers,
    start: () => uvicorn("trusted:a2wsgi", "--factory"),
  },
];

const gunicorn = (mount: string) =>
  command("gunicorn", (port) => [peersPython!, "-m", "gunicorn", "--bind", `127.0.0.1:${port}`, "--no-control-socket", "dump"], {
    SCRIPT_NAME: mount,
  });

const uwsgi = (...app: readonly string[]) =>
  command("uWSGI", (port) => [
    ...["/usr/bin/uwsgi-core", "--plugin", "python3", "--http11-socket", `127.0.0.1:${port}`],
    ...[...app, "--need-app", "--die-on-term", "--buffer-size", "16384", "--disable-logging"],
  ]);

const uvicorn = (app: string, ...more: readonly string[]) =>
  command("uvicorn", (port) => [
    ...[peersPython!, "-m", "uvicorn", "--host", "127.0.0.1", "--port", String(port), "--http", "h11", "--no-access-log"],
    ...["--no-proxy-headers", "--lifespan", "off", ...more, app],
  ]);
