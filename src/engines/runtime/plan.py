"""What an interpreter is told once: the declaration, the order of calls, what a server says of itself; made ready for use."""

from .environ import compiled
from .faults import Disconnected, Fault
from .strings import Refusal


class Plan:
    def __init__(self, config):
        self.declaration = config["declaration"]
        self.response = self.declaration["response"]
        self.write_environ = compiled(self.declaration)
        self.order = config["order"]
        self.parameters = config["parameters"]
        self.facts = {name: config[name] for name in ("multithread", "multiprocess", "runOnce")}
        self.input_key = self.key_of("input")
        self.errors_key = self.key_of("errors")
        name = "file_wrapper"
        self.file_wrapper_key = None if self.input_key is None else self.input_key[: -len("input")] + (name if isinstance(self.input_key, str) else name.encode("ascii"))
        self.defers = any(entry["is"] == "constant" and entry["value"] is True and entry["key"].endswith(".async") for entry in self.declaration["environ"])

    def key_of(self, fact):
        for entry in self.declaration["environ"]:
            if entry["is"] == "fact" and entry["fact"] == fact:
                return entry["key"].encode("latin-1") if self.declaration["keys"] == "bytes" else entry["key"]
        return None

    def environ(self, request):
        """@raise Fault UNDECODABLE"""
        request.update(self.facts)
        try:
            return self.write_environ(request)
        except Refusal as refusal:
            raise Fault("UNDECODABLE", "has no value in this model", refusal.key, refusal.offset) from refusal

    def move(self, state, call):
        """The state after `call`. @raise Fault the code that the order has for a call that is refused"""
        after = self.order["moves"][state][call]
        if isinstance(after, str):
            return after
        if after["refused"] == "DISCONNECTED":
            raise Disconnected()
        raise Fault(after["refused"], "%s (%s)" % (self.order["states"][state], after["source"]), call)
