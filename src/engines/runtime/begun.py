"""Which requests an interpreter has begun, where the engine finds it when that has ended: what was not begun may be asked of another."""

import mmap
import struct


class Begun:
    """The numbers of the last ones, in a file that the engine has open."""

    #: More than may be here at a time.
    SIZE = 4096

    def __init__(self, descriptor):
        self.map = mmap.mmap(descriptor, 4 * self.SIZE)
        self.count = 0

    def add(self, number):
        struct.pack_into("<I", self.map, 4 * (self.count % self.SIZE), number)
        self.count += 1
