/** The applications of the zoo: entry.ts says what is told of each, apps/contract.py what each answers. */
import { older } from "./entries-old.ts";
import type { Entry } from "./entry.ts";
import { gunicorn, uvicorn } from "./servers.ts";

/** PYTHONHASHSEED is not among what an application on Pyodide is told. */
const setOrder = "the order of a set of methods is drawn by lot";

const modern: readonly Entry[] = [
  {
    name: "Flask",
    package: "Flask",
    module: "flask_zoo",
    profile: "pep-3333",
    trusted: gunicorn,
    threads: 4,
    pyodide: { "OPTIONS of the root": setOrder, "a method that is not allowed": setOrder },
  },
  { name: "Django", package: "Django", module: "django_zoo", profile: "pep-3333", trusted: gunicorn, threads: 4, pyodide: {} },
  { name: "Django, ASGI", package: "Django", module: "django_asgi_zoo", profile: "asgi-3", trusted: uvicorn, pyodide: {} },
  { name: "Pyramid", package: "pyramid", module: "pyramid_zoo", profile: "pep-3333", trusted: gunicorn, threads: 4 },
  { name: "WebOb", package: "WebOb", module: "webob_zoo", profile: "pep-3333", trusted: gunicorn, threads: 4 },
  {
    name: "Bottle",
    package: "bottle",
    module: "bottle_zoo",
    profile: "pep-3333",
    trusted: gunicorn,
    unasked: { "a body of 1 MiB in chunks": "Bottle reads the framing of chunks itself, which no server hands on, and does not end" },
  },
  { name: "Falcon", package: "falcon", module: "falcon_zoo", profile: "pep-3333", trusted: gunicorn, threads: 4, pyodide: {} },
  { name: "Falcon, ASGI", package: "falcon", module: "falcon_asgi_zoo", profile: "asgi-3", trusted: uvicorn },
  { name: "Starlette", package: "starlette", module: "starlette_zoo", profile: "asgi-3", trusted: uvicorn },
  { name: "Starlette, replacing", package: "starlette", module: "starlette_zoo", profile: "asgi-3@replace", trusted: uvicorn },
  { name: "FastAPI", package: "fastapi", module: "fastapi_zoo", profile: "asgi-3", trusted: uvicorn },
];

export const entries: readonly Entry[] = [...modern, ...older];
