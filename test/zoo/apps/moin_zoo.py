"""MoinMoin 2, a wiki as its own commands make it, in a temporary folder, with one page. Its routes are its own."""

import json
import os
import subprocess
import sys
import tempfile

from moin.app import create_app

PAGE = "= \u0158e\u010d =\r\nCaf\u00e9 <b> & \"quotes\"\r\n".encode("utf-8")
META = {
    "name": ["caf\u00e9/\u0159e\u010d"],
    "namespace": "",
    "contenttype": "text/x.moin.wiki;charset=utf-8",
    "itemtype": "default",
    "itemid": "1".zfill(32),
    "revid": "2".zfill(32),
    "dataid": "3".zfill(32),
    "mtime": 1000000000,
    "size": len(PAGE),
    "action": "SAVE",
    "rev_number": 1,
    "address": "0.0.0.0",
    "comment": "",
    "wikiname": "MyMoinMoin",
}

folder = tempfile.TemporaryDirectory(prefix="moin-zoo-")


def run(*arguments):
    command = [os.path.join(os.path.dirname(sys.executable), "moin"), *arguments]
    subprocess.run(command, cwd=folder.name, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


run("create-instance", "--path", folder.name)
run("index-create")
for name, content in (("meta", json.dumps(META).encode("ascii")), ("data", PAGE)):
    with open(os.path.join(folder.name, name), "wb") as file:
        file.write(content)
run("item-put", "--overwrite", "--meta", "meta", "--data", "data")

app = create_app(os.path.join(folder.name, "wikiconfig.py"))
