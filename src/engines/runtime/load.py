"""The application that a reference names: `app.py:app`, `package.module:attr`."""

import difflib
import importlib
import importlib.util
import os
import re
import sys
import traceback

from .fits import misfit

USUAL = ("application", "app")
MISSING = object()
NAMES = re.compile(r"\w+(\.\w+)*")


class LoadFailed(Exception):
    """One line of why; the traceback where the application's own code failed; whether it is there, and of another convention."""

    def __init__(self, message, trace=None, misfit=False):
        super().__init__(message)
        self.trace = trace
        self.misfit = misfit


def load(reference, python_path, convention, parameters):
    """@raise LoadFailed"""
    where, name = split(reference)
    for folder in python_path:
        if not os.path.exists(folder):
            raise LoadFailed("%s: a Python path that is not there" % folder)
    sys.path[:0] = [os.path.abspath(folder) for folder in python_path]
    module = load_module(where)
    application, found = look_up(module, where, name)
    sign = misfit(application, parameters, awaited=convention == "asgi")
    if sign is not None:
        raise LoadFailed("%s: %s%s" % (where, found, sign), misfit=callable(application))
    return application


def split(reference):
    where, colon, name = reference.rpartition(":")
    if colon and NAMES.fullmatch(name):
        return where, name
    return reference, None


def load_module(where):
    is_file = where.endswith(".py") or os.sep in where
    path = os.path.abspath(where)
    if is_file and not os.path.isfile(path):
        raise LoadFailed("%s: there is no such file" % where)
    if not is_file and not NAMES.fullmatch(where):
        raise LoadFailed("%s: is neither a file that ends in .py nor the name of a module" % where)
    sys.path.insert(0, os.path.dirname(path) if is_file else os.getcwd())
    try:
        return load_file(path) if is_file else importlib.import_module(where)
    except BaseException as error:  # a module may throw anything, SystemExit among it
        lines = traceback.format_exception_only(type(error), error)
        raise LoadFailed("%s: importing it failed with %s" % (where, lines[-1].strip()), own_trace(error)) from error


def load_file(path):
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def own_trace(error):
    """Without the frames of importing, which say nothing about the application."""
    kept = [entry for entry in traceback.extract_tb(error.__traceback__) if not entry.filename.startswith("<frozen") and entry.filename != __file__]
    kept = [entry for entry in kept if not entry.filename.startswith(os.path.dirname(importlib.__file__))]
    told = traceback.format_exception_only(type(error), error)
    if not kept:
        # The message has its only line; of a syntax error there are several.
        return "".join(told) if len(told) > 1 else None
    return "".join(["Traceback (most recent call last):\n"] + traceback.format_list(kept) + told)


def look_up(module, where, name):
    for candidate in USUAL if name is None else (name,):
        found = module
        for part in candidate.split("."):
            found = getattr(found, part, MISSING)
        if found is not MISSING:
            return found, candidate
    raise LoadFailed("%s: has %s; %s" % (where, "none of %s" % ", ".join(USUAL) if name is None else "no %s" % name, alternatives(module, name)))


def alternatives(module, name):
    """What may have been meant: names that are nearly the same, or else those of the module's own callables."""
    own = [key for key, value in vars(module).items() if callable(value) and not key.startswith("_") and getattr(value, "__module__", module.__name__) == module.__name__]
    near = difflib.get_close_matches(name or USUAL[0], vars(module), 3, 0.75)
    if near:
        return "it has %s" % ", ".join(near)
    return "it has %s" % (", ".join(own[:10]) + (", ..." if len(own) > 10 else "") or "nothing that can be called")
