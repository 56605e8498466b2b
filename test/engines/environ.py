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
from runtime.frames import unpack_request  # noqa: E402
from runtime.strings import Refusal, Stream, write_environ  # noqa: E402


def outcome(write, request):
    try:
        return {key: value.name if isinstance(value, Stream) else value for key, value in write(request).items()}
    except Refusal as refusal:
        return refusal.key, refusal.offset


job = json.load(sys.stdin)
different, compared = [], 0
for declaration in job["declarations"]:
    write = compiled(declaration)
    for payload in job["requests"]:
        request, _ = unpack_request(bytes.fromhex(payload))
        request.update(multithread=True, multiprocess=False, runOnce=False)
        expected = outcome(lambda request: write_environ(declaration, request), request)
        compared += 1
        if outcome(write, request) != expected:
            different.append([declaration["id"], repr(expected), repr(outcome(write, request))])
json.dump({"compared": compared, "different": different}, sys.stdout)
