"""What an interpreter is told once: the declaration, the order of calls, what a server says of itself; made ready for use."""

from .answer import head_reader
from .environ import compiled
from .faults import Disconnected, Fault
from .streams import FileWrapper
from .strings import Refusal


class Plan:
    def __init__(self, config):
        self.declaration = config["declaration"]
        self.response = self.declaration["response"]
        #: The first type of a chunk.
        self.sends_bytes = self.response["body"][0]["type"] == "bytes"
        self.order = config["order"]
        self.states = states_of(self)
        self.first = self.states[self.order["first"]]
        self.parameters = config["parameters"]
        self.read_head = head_reader(self.response, pairs_of(self.declaration["convention"]))
        self.input_key = self.key_of("input")
        self.errors_key = self.key_of("errors")
        facts = {name: config[name] for name in ("multithread", "multiprocess", "runOnce")}
        self.write_environ = compiled(self.declaration, facts, self.agreed() if self.declaration["convention"] == "start_response" else {})
        self.defers = any(entry["is"] == "constant" and entry["value"] is True and entry["key"].endswith(".async") for entry in self.declaration["environ"])

    def key_of(self, fact):
        for entry in self.declaration["environ"]:
            if entry["is"] == "fact" and entry["fact"] == fact:
                return entry["key"].encode("latin-1") if self.declaration["keys"] == "bytes" else entry["key"]
        return None

    def agreed(self):
        """What servers have agreed on, and no model declares, beside `wsgi.input`: that it ends where the body does, and how a file is sent."""
        if self.input_key is None:
            return {}
        prefix = self.input_key[: -len("input")]
        names = {"input_terminated": True, "file_wrapper": FileWrapper}
        return {prefix + (name if isinstance(prefix, str) else name.encode("ascii")): value for name, value in names.items()}

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


def pairs_of(convention):
    """A header is a tuple (PEP 3333, The start_response() Callable; PEP 444, Values Returned by A Web3 Application); in ASGI, an iterable of two."""
    return (tuple, list) if convention == "asgi" else (tuple,)


def states_of(plan):
    states = {name: State(plan, name) for name in plan.order["moves"]}
    for name, moves in plan.order["moves"].items():
        states[name].update((call, states[after]) for call, after in moves.items() if isinstance(after, str))
    return states


class State(dict):
    """The state that each call leads to from this one. @raise Fault for a call that is refused"""

    def __init__(self, plan, name):
        super().__init__()
        self.plan = plan
        self.name = name

    def __missing__(self, call):
        self.plan.refuse(self.name, call)
