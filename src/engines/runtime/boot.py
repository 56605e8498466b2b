"""The entry of an interpreter of the engine: `python boot.py SOCKET LIFELINE [BEGUN]`. Any Python can read this file, and say that it is too old."""
import sys

if sys.version_info < (3, 8):
    sys.stderr.write("Python %d.%d is too old: 3.8 or later is needed\n" % sys.version_info[:2])
    sys.exit(64)

import importlib
import os
import types

# The runtime's modules live in a package of their own, so that an application may call its modules as it likes.
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]
package = types.ModuleType("_babelgate")
package.__path__ = [here]
sys.modules["_babelgate"] = package
keeps_none = sys.dont_write_bytecode
sys.dont_write_bytecode = True
worker = importlib.import_module("_babelgate.worker")
sys.dont_write_bytecode = keeps_none
# What `multiprocessing` starts reads this file too, under another name.
if __name__ == "__main__":
    worker.main(*sys.argv[1:])
