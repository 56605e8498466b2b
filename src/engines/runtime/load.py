"""The application that a reference names: `app.py:app`, `package.module:attr`."""

import importlib
import importlib.util
import inspect
import os
import re
import sys
import traceback

USUAL = ("application", "app")


class LoadFailed(Exception):
    """One line of why; the traceback where the application's own code failed."""

    def __init__(self, message, trace=None):
        super().__init__(message)
        self.trace = trace


def load(reference, python_path, convention, parameters):
    """@raise LoadFailed"""
    where, name = split(reference)
    sys.path[:0] = [os.path.abspath(folder) for folder in python_path]
    module = load_module(where)
    application, found = look_up(module, where, name)
    if not callable(application):
        raise LoadFailed("%s: %s is %s, which cannot be called" % (where, found, type(application).__name__))
    check_parameters(application, "%s: %s" % (where, found), parameters)
    return application


def split(reference):
    where, colon, name = reference.rpartition(":")
    if colon and re.fullmatch(r"\w+(\.\w+)*", name):
        return where, name
    return reference, None


def load_module(where):
    is_file = where.endswith(".py") or os.sep in where
    path = os.path.abspath(where)
    if is_file and not os.path.isfile(path):
        raise LoadFailed("%s: there is no such file" % where)
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
    head = ["Traceback (most recent call last):\n"] + traceback.format_list(kept) if kept else []
    return "".join(head + traceback.format_exception_only(type(error), error))


def look_up(module, where, name):
    for candidate in USUAL if name is None else (name,):
        found = module
        for part in candidate.split("."):
            found = getattr(found, part, None)
        if found is not None:
            return found, candidate
    raise LoadFailed("%s: has %s" % (where, "none of %s" % ", ".join(USUAL) if name is None else "no %s" % name))


def check_parameters(application, what, parameters):
    """What wants another number of values than its convention gives was written for another one."""
    try:
        signature = inspect.signature(application)
    except (TypeError, ValueError):  # built in: it does not say
        return
    try:
        signature.bind(*parameters)
    except TypeError as error:
        raise LoadFailed("%s%s is not called with (%s)" % (what, signature, ", ".join(parameters))) from error
