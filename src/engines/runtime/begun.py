"""Which requests an interpreter has begun, where the engine finds it when that has ended: what was not begun may be asked of another."""

import mmap
from itertools import cycle


class Begun:
    """The numbers of the last ones, in a file that the engine has open."""

    #: More than may be here at a time.
    SIZE = 4096

    def __init__(self, descriptor):
        # In the machine's own order: it is read on the same one.
        self.numbers = memoryview(mmap.mmap(descriptor, 4 * self.SIZE)).cast("I")
        # Threads that begin at the same time have a place each.
        self.place = cycle(range(self.SIZE)).__next__

    def add(self, number):
        self.numbers[self.place()] = number
