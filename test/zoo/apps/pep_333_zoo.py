"""PEP 333's hello worlds, see hello_worlds.py: a body is made of native strings, as everything was."""

from hello_worlds import pig_latin, worlds

app = worlds("Hello world!\n", pig_latin)
