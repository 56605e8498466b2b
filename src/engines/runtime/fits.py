"""Whether something can be an application of a convention, as far as it says without being called."""

import inspect


def misfit(application, parameters, awaited):
    """The first sign that it was written for another convention; None where there is none."""
    if not callable(application):
        return " is %s, which cannot be called" % type(application).__name__
    signature = signature_of(application)
    if signature is not None:
        try:
            signature.bind(*parameters)
        except TypeError:
            return "%s is not called with (%s)" % (signature, ", ".join(parameters))
    if not awaited and is_coroutine_function(application):
        return " is a coroutine function, and what is called with (%s) is not awaited" % ", ".join(parameters)
    return None


def signature_of(application):
    """None where it does not say, as what is built in."""
    try:
        return inspect.signature(application)
    except (TypeError, ValueError):
        return None


def is_coroutine_function(application):
    called = application if inspect.isroutine(application) or inspect.isclass(application) else getattr(type(application), "__call__", None)
    return any(inspect.iscoroutinefunction(found) or inspect.isasyncgenfunction(found) for found in (application, called))
