"""Applications inside of wsgiref.validate, by the name of their module: `validated:flask_zoo` is `flask_zoo:app`, checked."""

import importlib
from wsgiref.validate import validator


def __getattr__(name):
    try:
        return validator(importlib.import_module(name).app)
    except ModuleNotFoundError as error:
        raise AttributeError(name) from error
