"""An interpreter whose applications block. One of its threads leads: it hears the engine, and answers what it hears itself.

So a quick application is answered without a change of threads, and what was heard together is answered together. A call
that takes longer than a moment loses the lead to a thread that rests, or, where each has a call, to the watch, which
hears only. Requests that wait behind such a call are then given back.
"""

import os
import threading
from collections import deque

from .answering import Answering
from .log import trace_of

#: Seconds between two looks of the watch.
MOMENT = 0.001
#: A call that is there in so many looks after the first is a long one. One would also find those of a process that did not run for a moment.
LOOKS = 2
#: So many moments without a call, and the watch sleeps until there is one.
QUIET = 50
#: So many calls after a long one, the lead is passed on before the call.
WARY = 4
#: Bytes that are sent before the calls that were heard together have all ended.
MUCH = 65536


class Changed(threading.Condition):
    """Told of all that comes for a request that is under way. Who leads does not wait for another to hear it."""

    def __init__(self, hears):
        super().__init__(threading.Lock())
        self.hears = hears

    def wait(self, timeout=None):
        return self.hears() or super().wait(timeout)


class Resting:
    """A thread's place to sleep."""

    def __init__(self):
        self.lock = threading.Lock()
        self.lock.acquire()

    def wait(self, timeout=-1):
        self.lock.acquire(timeout=timeout)

    def wake(self):
        try:
            self.lock.release()
        except RuntimeError:  # it is awake
            pass


class Threaded(Answering):
    def __init__(self, plan, application, threads, link):
        super().__init__(plan, application, threads, link, Changed(self.hear_in_call))
        link.hurry = self.hurry
        #: The leader's own. Has one item while it is in a call: who takes it decides who leads.
        self.ticket = deque()
        #: For what is below; who leads and answers takes it only to pass the lead on.
        self.lock = threading.Lock()
        self.resting = []
        self.watch = Resting()
        self.watch_leads = False
        #: The leader has a call that waits: what it hears meanwhile, another has to answer.
        self.only_hears = False
        self.watch_sleeps = False
        self.calls = 0
        self.wary = 0
        self.leader = None

    def run(self):
        threads = [threading.Thread(target=self.serve, args=(place == 0,), name="request-%d" % place, daemon=True) for place in range(self.count)]
        for thread in threads:
            thread.start()
        self.keep_watch()
        for thread in threads:
            thread.join()
        self.link.flush()

    # ---- the threads that answer

    def serve(self, leads):
        """A fault of the runtime ends the process: without this thread, it would be asked and never answer."""
        try:
            self.serve_until_stopped(leads)
        except BaseException as error:
            self.end_with(error)

    def end_with(self, error):
        self.link.log(0, trace_of(error))
        os._exit(1)

    def serve_until_stopped(self, leads):
        place = Resting()
        while True:
            if leads:
                self.lead()
            job = self.next_job(place)
            if self.stopping and job is None:
                return
            leads = job is None
            while job is not None:
                self.answer(job)
                self.link.flush()
                job = self.inbox_job()

    def lead(self):
        """Hears, and answers, until the lead has passed to another."""
        link = self.link
        ticket = self.ticket = deque()
        self.leader = threading.get_ident()
        while not self.stopping:
            while True:
                try:
                    job = self.inbox.popleft()
                except IndexError:
                    break
                self.calls += 1
                ticket.append(None)
                self.wake_watch()
                if self.wary:
                    self.wary -= 1
                    self.give_up()
                self.answer(job)
                try:
                    ticket.pop()
                except IndexError:
                    link.flush()
                    return
                if link.waiting > MUCH:
                    link.flush()
            link.flush()
            self.hear_more()

    def next_job(self, place):
        """What waits while nobody answers it; None where this thread is to lead, or everything stops."""
        with self.lock:
            if self.stopping:
                return None
            job = self.inbox_job() if self.watch_leads or self.only_hears else None
            if job is not None:
                return job
            self.resting.append(place)
        place.wait()
        return None

    def hurry(self):
        """A block is sent while the application makes the next one (PEP 3333, Buffering and Streaming): the watch sees to the leader's small ones."""
        if self.leader != threading.get_ident() or self.link.waiting > MUCH:
            self.link.flush()

    # ---- who leads

    def give_up(self):
        """The lead, if this thread has it and another rests."""
        if self.resting and self.takes_its_own():
            self.pass_on()

    def hear_in_call(self):
        """A call has to wait: true where it has heard something, false where another thread hears. `changed` is locked."""
        if not self.takes_its_own():
            return False
        with self.lock:
            self.only_hears = not (self.inbox and self.resting)
        if not self.only_hears:
            self.pass_on()
            return False
        self.changed.release()
        try:
            self.give_back()
            self.link.flush()
            self.hear_more()
        except BaseException as error:
            # Whatever was heard is lost: this must not become the application's.
            self.end_with(error)
        finally:
            self.changed.acquire()
        self.only_hears = False
        if self.inbox and self.resting:
            self.pass_on()
        else:
            self.calls += 1
            self.ticket.append(None)
            self.wake_watch()
        return True

    def takes_its_own(self):
        """The ticket, from itself: true where this thread leads."""
        # In this order: who leads meanwhile has another.
        ticket = self.ticket
        return self.leader == threading.get_ident() and taken(ticket)

    def pass_on(self):
        """Who took the ticket calls this. A thread that rests is the next; where there is none, the watch hears."""
        # Whoever has been the leader until now sends what it puts after this itself.
        self.leader = None
        self.link.flush()
        with self.lock:
            if self.resting:
                self.resting.pop().wake()
                return
            self.watch_leads = True
        self.give_back()
        self.watch.wake()

    # ---- the watch

    def wake_watch(self):
        if self.watch_sleeps:
            self.watch_sleeps = False
            self.watch.wake()

    def keep_watch(self):
        """In the main thread: takes the lead from a call that is long, and hears while nobody else can."""
        seen, looks = 0, 0
        while not self.stopping:
            if self.watch_leads:
                self.hear_more()
                self.hand_over()
                # What came before the engine heard that the others are given back.
                self.give_back()
                continue
            self.watch.wait(MOMENT)
            if self.watch_leads:
                continue
            self.link.flush()
            if seen != self.calls:
                seen, looks = self.calls, 0
                continue
            looks += 1
            if looks >= LOOKS and taken(self.ticket):
                self.wary = WARY
                self.pass_on()
            elif looks >= QUIET:
                self.watch_sleeps = True
                if seen == self.calls:
                    self.watch.wait()
                self.watch_sleeps = False
                looks = 0

    def hand_over(self):
        """A thread that rests leads better than the watch."""
        with self.lock:
            if self.resting and self.inbox:
                self.watch_leads = False
                self.resting.pop().wake()

    def stop(self):
        with self.lock:
            super().stop()
            for place in self.resting:
                place.wake()
        self.watch.wake()


def taken(ticket):
    """From whoever leads: true where that is in a call, and has not lost the lead already."""
    try:
        ticket.pop()
    except IndexError:
        return False
    return True
