"""PEP 3333's hello worlds, see hello_worlds.py: a body is made of bytes."""

from hello_worlds import pig_latin, worlds

app = worlds(b"Hello world!\n", lambda wire: pig_latin(wire.decode("latin-1")).encode("latin-1"))
