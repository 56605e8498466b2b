"""Whether a declaration that was looked at once gives the environs of one that is walked. On standard input, JSON; prints where not."""

import json
import os
import sys
import types

sys.dont_write_bytecode = True
runtime = types.ModuleType("runtime")
runtime.__path__ = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "engines", "runtime")]
sys.modules["runtime"] = runtime

from runtime.environ import compiled  # noqa: E402
from runtime.head import Head  # noqa: E402
from runtime.strings import Refusal, Stream, write_environ  # noqa: E402


def outcome(write):
    try:
        return {key: value.name if isinstance(value, Stream) else value for key, value in write().items()}
    except Refusal as refusal:
        return refusal.key, refusal.offset


job = json.load(sys.stdin)
different, compared = [], 0
for declaration in job["declarations"]:
    facts = {"multithread": True, "multiprocess": False, "runOnce": False}
    write = compiled(declaration, facts)
    for kind, payload in job["requests"]:
        request = dict(Head(kind, bytes.fromhex(payload)).request(), **facts)
        expected = outcome(lambda: write_environ(declaration, request))
        # Twice: what the first one leaves behind is used by the second.
        for _ in range(2):
            found = outcome(lambda: write(Head(kind, bytes.fromhex(payload))))
            if found != expected:
                different.append([declaration["id"], repr(expected), repr(found)])
        compared += 1
json.dump({"compared": compared, "different": different}, sys.stdout)
