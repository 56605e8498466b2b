"""Wheels of pure Python: what they say of themselves, and what is in them (PEP 427)."""

import os
import re
import sys
import zipfile

from .load import LoadFailed

#: The versions of Python that may be asked for, where neither ABI nor platform are.
versions = {"py3", "cp3%d" % sys.version_info[1]} | {"py3%d" % minor for minor in range(sys.version_info[1] + 1)}
#: What is meant for the folder of the packages, and does not lie there already.
elsewhere = re.compile(r"[^/]+\.data/(?:purelib|platlib)/(.*)")


def unpacked(wheel, shown):
    """A folder for sys.path with the packages of a wheel. @raise LoadFailed"""
    folder = wheel + ".unpacked"
    try:
        with zipfile.ZipFile(wheel) as archive:
            check(archive, shown)
            for entry in archive.infolist():
                moved = elsewhere.fullmatch(entry.filename)
                entry.filename = moved.group(1) if moved else entry.filename
                if entry.filename:
                    archive.extract(entry, folder)
    except LoadFailed:
        raise
    except Exception as error:  # what is no zip file, or a broken one, fails in many ways
        raise LoadFailed("%s: is no wheel: %s" % (shown, error)) from error
    os.unlink(wheel)
    return folder


def check(archive, shown):
    found = [name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/WHEEL", name)]
    if len(found) != 1:
        raise LoadFailed("%s: is no wheel: it has no *.dist-info/WHEEL" % shown)
    tags = re.findall(r"^Tag: *(.*?)\s*$", archive.read(found[0]).decode("utf-8", "replace"), re.MULTILINE)
    if not tags:
        raise LoadFailed("%s: is no wheel: its *.dist-info/WHEEL has no tag" % shown)
    if not any(is_pure(tag) for tag in tags):
        raise LoadFailed("%s: is for another platform: %s" % (shown, ", ".join(tags)))


def is_pure(tag):
    """Each part may be several at once (PEP 425, Compressed Tag Sets)."""
    parts = [set(part.split(".")) for part in tag.split("-")]
    return len(parts) == 3 and not versions.isdisjoint(parts[0]) and "none" in parts[1] and "any" in parts[2]
