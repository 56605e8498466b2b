"""An interpreter that can start no thread: it answers one request after the other, and hears the engine while one of them waits."""

from .answering import Answering


class Heard:
    """In the place of a condition: who waits hears the engine, so what it waits for may have come."""

    def __init__(self, hear_more):
        self.wait = hear_more

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def notify_all(self):
        """Nobody else waits."""


class Alone(Answering):
    def __init__(self, plan, application, threads, link):
        super().__init__(plan, application, threads, link, Heard(self.hear_and_give_back))

    def run(self):
        while True:
            while self.inbox:
                self.answer(self.inbox.popleft())
            self.link.flush()
            if self.stopping:
                return
            self.hear_more()

    def hear_and_give_back(self):
        """A call waits: what came with it, or comes meanwhile, may be answered elsewhere."""
        self.link.flush()
        self.hear_more()
        self.give_back()
