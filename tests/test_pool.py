"""Children share the work: in turn, within bounds, taken back at once, and always replaced."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from msc_graph.exceptions import LimitError, StoreError
from msc_graph.store.child import NO_MEMORY, Child
from msc_graph.store.pool import Pool
from msc_graph.store.ticket import Ticket, WithdrawnError

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def start() -> Child:
    return Child("odd_child")


@pytest.fixture
def one() -> Iterator[Pool]:
    pool = Pool(start)
    yield pool
    pool.close()


@pytest.fixture
def two() -> Iterator[Pool]:
    pool = Pool(start, 2, eager=True)
    pool.fill()
    yield pool
    pool.close()


class Asker(threading.Thread):
    """One who asks in a thread of his own, and notes what came of it and when."""

    def __init__(self, pool: Pool, request: str, timeout: float = 10) -> None:
        super().__init__()
        self.ticket = Ticket()
        self.error: StoreError | None = None
        self.reply = b""
        self.ended = 0.0
        self._ask = lambda: pool.ask(request.encode(), timeout, self.ticket)
        self.start()

    def run(self) -> None:
        try:
            self.reply = self._ask()
        except StoreError as error:
            self.error = error
        self.ended = time.monotonic()

    def limit(self) -> str:
        """Which limit stopped it."""
        self.join(10)
        assert isinstance(self.error, LimitError)
        return self.error.limit


def wait_for(condition: Callable[[], object], seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- turns ----------------------------------------------------------------------------------------


def test_who_comes_first_is_served_first(one: Pool) -> None:
    askers = [Asker(one, "sleep 0.2")]
    for number in range(4):
        time.sleep(0.03)
        askers.append(Asker(one, f"echo {number}"))
    for asker in askers:
        asker.join()
    assert [asker.reply for asker in askers[1:]] == [f"echo {n}".encode() for n in range(4)]
    assert askers == sorted(askers, key=lambda asker: asker.ended)


def test_a_newcomer_does_not_overtake_those_who_wait(one: Pool) -> None:
    order: list[str] = []

    def ask(name: str) -> None:
        for _ in range(3):
            one.ask(b"sleep 0.02", 10)
            order.append(name)

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {order[i] for i in (3, 4, 5)} == set("abc")


def test_waiting_has_an_end(one: Pool) -> None:
    busy = Asker(one, "sleep 1")
    wait_for(lambda: one.pids)
    assert Asker(one, "echo", 0.1).limit() == "queue"
    assert busy.is_alive()
    busy.join()
    assert busy.reply


def test_only_so_many_may_wait() -> None:
    pool = Pool(start, waiting=2)
    assert pool.ask(b"echo", 5) == b"echo"  # who need not wait is none of them
    askers = [Asker(pool, "sleep 0.4")]
    for _ in range(2):
        time.sleep(0.03)
        askers.append(Asker(pool, "echo"))
    time.sleep(0.03)
    begin = time.monotonic()
    with pytest.raises(LimitError, match="too many are waiting") as caught:
        pool.ask(b"echo", 5)
    assert caught.value.limit == "queue"
    assert time.monotonic() - begin < 0.1
    for asker in askers:
        asker.join()
        assert asker.reply
    pool.close()


# -- limits ---------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("request_", "limit"),
    [
        (f"signal {signal.SIGXCPU.value}", "time"),
        (f"signal {signal.SIGABRT.value}", "memory"),
        (f"signal {signal.SIGSEGV.value}", "memory"),
        (f"signal {signal.SIGKILL.value}", "memory"),
        (f"exit {NO_MEMORY}", "memory"),
        ("sleep 5", "time"),
    ],
)
def test_the_limit_is_told_by_the_way_in_which_a_child_ends(
    one: Pool, request_: str, limit: str
) -> None:
    with pytest.raises(LimitError) as caught:
        one.ask(request_.encode(), 0.4)
    assert caught.value.limit == limit
    assert one.ask(b"echo", 5) == b"echo"


def test_an_end_without_a_reason_is_no_limit(one: Pool) -> None:
    with pytest.raises(StoreError, match="has ended") as caught:
        one.ask(b"exit 1", 5)
    assert not isinstance(caught.value, LimitError)
    assert one.ask(b"echo", 5) == b"echo"


def test_time_that_is_up_just_now_harms_nobody_else(one: Pool) -> None:
    """The clock of one piece of work must never end the next."""
    one.ask(b"echo", 5)
    outcomes = set()
    for number in range(60):
        timeout = 0.004 + 0.0001 * number
        try:
            assert one.ask(b"sleep 0.005", timeout) == b"sleep 0.005"
            outcomes.add("reply")
        except LimitError as error:
            outcomes.add(error.limit)
        assert one.ask(b"echo", 5) == b"echo"
    assert outcomes <= {"reply", "time"}


# -- withdrawing ----------------------------------------------------------------------------------


def test_withdrawn_work_is_stopped_and_its_child_replaced(two: Pool) -> None:
    before = two.pids
    asker = Asker(two, "sleep 20")
    time.sleep(0.1)
    begin = time.monotonic()
    asker.ticket.withdraw()
    assert time.monotonic() - begin < 0.05  # it does not wait itself
    asker.join()
    assert asker.ended - begin < 0.3
    assert isinstance(asker.error, WithdrawnError)
    wait_for(lambda: len(two.pids) == 2)
    (gone,) = set(before) - set(two.pids)
    assert not is_running(gone)


def test_what_is_withdrawn_while_it_waits_never_begins(one: Pool, tmp_path: Path) -> None:
    busy = Asker(one, "sleep 0.5")
    time.sleep(0.1)
    waiting = Asker(one, f"touch {tmp_path / 'begun'}")
    time.sleep(0.05)
    begin = time.monotonic()
    waiting.ticket.withdraw()
    waiting.join()
    assert waiting.ended - begin < 0.1
    assert waiting.limit() == "withdrawn"
    busy.join()
    assert busy.reply
    assert one.ask(b"echo", 5) == b"echo"
    assert not (tmp_path / "begun").exists()


def test_what_is_withdrawn_beforehand_never_begins(one: Pool) -> None:
    one.ask(b"echo", 5)
    pids = one.pids
    ticket = Ticket()
    ticket.withdraw()
    with pytest.raises(WithdrawnError):
        one.ask(b"echo", 5, ticket)
    assert one.pids == pids  # no child has been hurt


def test_withdrawing_afterwards_hurts_nobody(one: Pool) -> None:
    ticket = Ticket()
    one.ask(b"echo", 5, ticket)
    other = Asker(one, "sleep 0.2")
    time.sleep(0.05)
    ticket.withdraw()
    other.join()
    assert other.reply


# -- the children ---------------------------------------------------------------------------------


@posix
def test_the_pool_is_whole_after_a_storm(two: Pool) -> None:
    stop = time.monotonic() + 2
    wrong: list[object] = []
    said: set[str] = set()

    def storm(seed: int) -> None:
        count = 0
        while time.monotonic() < stop:
            count += 1
            match (count + seed) % 4:
                case 0:
                    asker = Asker(two, "sleep 5")
                    time.sleep(0.01 * seed)
                    asker.ticket.withdraw()
                    asker.join()
                    said.add(asker.limit())
                case 1:
                    said.add(Asker(two, f"signal {signal.SIGABRT.value}").limit())
                case 2:
                    said.add(Asker(two, "sleep 5", 0.02).limit())
                case 3:
                    request = f"echo {seed} {count}".encode()
                    reply = two.ask(request, 5)
                    wrong.extend([reply] if reply != request else [])

    threads = [threading.Thread(target=storm, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert said <= {"withdrawn", "memory", "time", "queue"}
    assert {"withdrawn", "memory", "time"} <= said
    wait_for(lambda: len(two.pids) == 2)


@posix
def test_a_child_that_dies_of_itself_is_replaced_when_it_is_needed(two: Pool) -> None:
    for pid in two.pids:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not two.pids)
    assert two.ask(b"echo", 5) == b"echo"


def test_a_spare_child_steps_in_at_once() -> None:
    slow = threading.Event()

    def begin() -> Child:
        if slow.is_set():
            time.sleep(1)
        return start()

    pool = Pool(begin, 2, eager=True, spare=1)
    pool.fill()
    assert len(pool.pids) == 3
    slow.set()
    askers = [Asker(pool, "sleep 0.3") for _ in range(3)]
    with pytest.raises(LimitError):
        pool.ask(b"sleep 9", 1)
    begun = time.monotonic()
    assert pool.ask(b"echo", 5) == b"echo"
    assert time.monotonic() - begun < 0.5
    for asker in askers:
        asker.join()
    ended = sorted(asker.ended for asker in askers)
    assert ended[2] - ended[1] > 0.2  # it does not work beside the others
    wait_for(lambda: len(pool.pids) == 3)
    pool.close()


def test_closing_ends_all_and_tells_everybody(two: Pool) -> None:
    pids = two.pids
    askers = [Asker(two, "sleep 20") for _ in range(4)]
    time.sleep(0.2)
    begin = time.monotonic()
    two.close()
    for asker in askers:
        asker.join()
        assert asker.ended - begin < 0.5
        assert "was closed" in str(asker.error)
    assert two.pids == []
    wait_for(lambda: not any(map(is_running, pids)))
    time.sleep(0.3)
    assert two.pids == []  # nobody was replaced
    assert two.ask(b"echo", 5) == b"echo"  # and it can be used again


def test_closing_while_children_start_leaves_none_behind() -> None:
    started: list[Child] = []

    def begin() -> Child:
        time.sleep(0.3)
        started.append(start())
        return started[-1]

    pool = Pool(begin, 3, eager=True)
    asker = Asker(pool, "echo")
    filler = threading.Thread(target=pool.fill)
    filler.start()
    time.sleep(0.1)
    pool.close()
    asker.join()
    filler.join()
    assert "was closed" in str(asker.error)
    assert len(started) == 3
    assert not any(child.is_alive() for child in started)


def test_a_child_that_cannot_be_started_is_told_and_tried_again() -> None:
    faults = [StoreError("no") for _ in range(3)]

    def begin() -> Child:
        if faults:
            raise faults.pop()
        return start()

    pool = Pool(begin, 2, eager=True)
    with pytest.raises(StoreError, match="no"):
        pool.fill()
    with pytest.raises(StoreError, match="no"):
        pool.ask(b"echo", 5)
    assert pool.ask(b"echo", 5) == b"echo"
    pool.fill()
    assert len(pool.pids) == 2
    pool.close()


@posix
def test_an_interrupted_asker_leaves_the_pool_usable(one: Pool) -> None:
    one.ask(b"echo", 5)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):  # while it works
            one.ask(b"sleep 20", 30)
        busy = Asker(one, "sleep 0.5")
        time.sleep(0.2)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):  # while it waits
            one.ask(b"sleep 20", 30)
    finally:
        signal.signal(signal.SIGALRM, before)
    busy.join()
    assert busy.reply
    assert one.ask(b"echo", 5) == b"echo"
