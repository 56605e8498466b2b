/** The trusted servers that several applications share. */
import type { TrustedServer } from "./entry.ts";

/** Of CPython: one connection at a time, but any byte in a target. */
export const wsgiref: TrustedServer = {
  name: "wsgiref",
  command: ({ app, port }) => ["serve_wsgiref.py", app, `${port}`],
};

export const gunicorn: TrustedServer = {
  name: "gunicorn",
  package: "gunicorn",
  command: ({ app, port }) => ["-m", "gunicorn", "--bind", `127.0.0.1:${port}`, "--workers", "1", "--no-control-socket", app],
  environment: ({ mount }) => ({ SCRIPT_NAME: mount }),
  mount: "in the path",
  unescaped: wsgiref,
};

export const waitress: TrustedServer = {
  name: "waitress",
  package: "waitress",
  command: ({ app, port, mount }) => ["-m", "waitress", `--listen=127.0.0.1:${port}`, `--url-prefix=${mount}`, app],
  mount: "in the path",
  unescaped: wsgiref,
};

export const uvicorn: TrustedServer = {
  name: "uvicorn",
  package: "uvicorn",
  command: ({ app, port, mount }) => [
    "-m",
    "uvicorn",
    "--host",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--http",
    "httptools",
    "--root-path",
    mount,
    app,
  ],
  mount: "not in the path",
};
