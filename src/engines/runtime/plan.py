"""What an interpreter is told once: the declaration, the order of calls, what a server says of itself; made ready for use."""

from .answer import head_reader
from .environ import compiled
from .faults import Disconnected, Fault
from .strings import Refusal


class Plan:
    def __init__(self, config):
        self.declaration = config["declaration"]
        self.response = self.declaration["response"]
        self.order = config["order"]
        #: Where each call that is allowed leads to.
        self.moves = {state: {call: after for call, after in moves.items() if isinstance(after, str)} for state, moves in self.order["moves"].items()}
        self.parameters = config["parameters"]
        self.write_environ = compiled(self.declaration, {name: config[name] for name in ("multithread", "multiprocess", "runOnce")})
        self.read_head = head_reader(self.response)
        self.input_key = self.key_of("input")
        self.errors_key = self.key_of("errors")
        self.file_wrapper_key = self.beside_input("file_wrapper")
        self.input_terminated_key = self.beside_input("input_terminated")
        self.defers = any(entry["is"] == "constant" and entry["value"] is True and entry["key"].endswith(".async") for entry in self.declaration["environ"])

    def key_of(self, fact):
        for entry in self.declaration["environ"]:
            if entry["is"] == "fact" and entry["fact"] == fact:
                return entry["key"].encode("latin-1") if self.declaration["keys"] == "bytes" else entry["key"]
        return None

    def beside_input(self, name):
        """A key that servers have agreed on, and no model declares: `wsgi.file_wrapper` beside `wsgi.input`."""
        if self.input_key is None:
            return None
        return self.input_key[: -len("input")] + (name if isinstance(self.input_key, str) else name.encode("ascii"))

    def environ(self, head):
        """@raise Fault UNDECODABLE"""
        try:
            return self.write_environ(head)
        except Refusal as refusal:
            raise Fault("UNDECODABLE", "has no value in this model", refusal.key, refusal.offset) from refusal

    def refuse(self, state, call):
        """@raise Fault the code that the order has for a call that is refused"""
        after = self.order["moves"][state][call]
        if after["refused"] == "DISCONNECTED":
            raise Disconnected()
        raise Fault(after["refused"], "%s (%s)" % (self.order["states"][state], after["source"]), call)
