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
    """One who asks in a thread of his own, and notes what came of it."""

    def __init__(self, pool: Pool, request: str, timeout: float = 10) -> None:
        super().__init__()
        self.ticket = Ticket()
        self.error: StoreError | None = None
        self.reply = b""
        self._ask = lambda: pool.ask(request.encode(), timeout, self.ticket)
        self.start()

    def run(self) -> None:
        try:
            self.reply = self._ask()
        except StoreError as error:
            self.error = error

    def limit(self) -> str:
        """Which limit stopped it."""
        self.join(60)
        assert isinstance(self.error, LimitError)
        return self.error.limit


class Held:
    """Work that has begun, and goes on until it is let go."""

    def __init__(self, pool: Pool, path: Path) -> None:
        self._path = path
        self.asker = Asker(pool, f"hold {path}", 60)
        wait_for(path.with_name(f"{path.name}.begun").exists)

    def let_go(self) -> None:
        """Let it come to its end; nobody else has been served with it."""
        self._path.touch()
        self.asker.join()
        assert self.asker.reply


def count_waiting(pool: Pool) -> int:
    return len(pool._waiting)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for what must come; how long it may take is a matter of the machine."""
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


def test_who_comes_first_is_served_first(one: Pool, tmp_path: Path) -> None:
    held = Held(one, tmp_path / "go")
    askers = []
    for number in range(4):
        askers.append(Asker(one, f"note {tmp_path / 'served'} {number}", 60))
        wait_for(lambda: count_waiting(one) == len(askers))
    held.let_go()
    for asker in askers:
        asker.join()
    assert (tmp_path / "served").read_text().split() == ["0", "1", "2", "3"]


def test_a_newcomer_does_not_overtake_those_who_wait(one: Pool, tmp_path: Path) -> None:
    """Who has just been served comes back at once, when the place is free and others wait."""
    go, served = tmp_path / "go", tmp_path / "served"

    def come_back() -> None:
        one.ask(f"hold {go}".encode(), 60)
        one.ask(f"note {served} newcomer".encode(), 60)

    newcomer = threading.Thread(target=come_back)
    newcomer.start()
    wait_for((tmp_path / "go.begun").exists)
    askers = [Asker(one, f"note {served} waiting", 60) for _ in range(3)]
    wait_for(lambda: count_waiting(one) == 3)
    go.touch()
    for thread in (newcomer, *askers):
        thread.join()
    assert served.read_text().split() == ["waiting"] * 3 + ["newcomer"]


def test_waiting_has_an_end(one: Pool, tmp_path: Path) -> None:
    held = Held(one, tmp_path / "go")
    assert Asker(one, "echo", 0.1).limit() == "queue"
    held.let_go()


def test_only_so_many_may_wait(tmp_path: Path) -> None:
    pool = Pool(start, waiting=2)
    assert pool.ask(b"echo", 60) == b"echo"  # who need not wait is none of them
    held = Held(pool, tmp_path / "go")
    askers = [Asker(pool, "echo", 60) for _ in range(2)]
    wait_for(lambda: count_waiting(pool) == 2)
    with pytest.raises(LimitError, match="too many are waiting") as caught:
        pool.ask(b"echo", 60)
    assert caught.value.limit == "queue"
    held.let_go()
    for asker in askers:
        asker.join()
        assert asker.reply
    pool.close()


# -- limits ---------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("request_", "seconds", "limit"),
    [
        (f"signal {signal.SIGXCPU.value}", 60, "time"),
        (f"signal {signal.SIGABRT.value}", 60, "memory"),
        (f"signal {signal.SIGSEGV.value}", 60, "memory"),
        (f"signal {signal.SIGKILL.value}", 60, "memory"),
        (f"exit {NO_MEMORY}", 60, "memory"),
        ("sleep 60", 0.4, "time"),
    ],
)
def test_the_limit_is_told_by_the_way_in_which_a_child_ends(
    one: Pool, request_: str, seconds: float, limit: str
) -> None:
    with pytest.raises(LimitError) as caught:
        one.ask(request_.encode(), seconds)
    assert caught.value.limit == limit
    assert one.ask(b"echo", 60) == b"echo"


def test_an_end_without_a_reason_is_no_limit(one: Pool) -> None:
    with pytest.raises(StoreError, match="has ended") as caught:
        one.ask(b"exit 1", 5)
    assert not isinstance(caught.value, LimitError)
    assert one.ask(b"echo", 60) == b"echo"


def test_time_that_is_up_just_now_harms_nobody_else(one: Pool) -> None:
    """The clock of one piece of work must never end the next."""
    one.ask(b"echo", 60)
    outcomes = set()
    for number in range(60):
        timeout = 0.004 + 0.0001 * number
        try:
            assert one.ask(b"sleep 0.005", timeout) == b"sleep 0.005"
            outcomes.add("reply")
        except LimitError as error:
            outcomes.add(error.limit)
        assert one.ask(b"echo", 60) == b"echo"
    assert outcomes <= {"reply", "time"}


# -- withdrawing ----------------------------------------------------------------------------------


def test_withdrawn_work_is_stopped_and_its_child_replaced(two: Pool, tmp_path: Path) -> None:
    before = two.pids
    held = Held(two, tmp_path / "never")
    held.asker.ticket.withdraw()
    assert held.asker.limit() == "withdrawn"
    assert isinstance(held.asker.error, WithdrawnError)
    wait_for(lambda: len(two.pids) == 2 and two.pids != before)
    (gone,) = set(before) - set(two.pids)
    assert not is_running(gone)


def test_what_is_withdrawn_while_it_waits_never_begins(one: Pool, tmp_path: Path) -> None:
    held = Held(one, tmp_path / "go")
    waiting = Asker(one, f"note {tmp_path / 'begun'} it", 60)
    wait_for(lambda: count_waiting(one) == 1)
    waiting.ticket.withdraw()
    assert waiting.limit() == "withdrawn"
    held.let_go()
    assert one.ask(b"echo", 60) == b"echo"
    assert not (tmp_path / "begun").exists()


def test_what_is_withdrawn_beforehand_never_begins(one: Pool) -> None:
    one.ask(b"echo", 60)
    pids = one.pids
    ticket = Ticket()
    ticket.withdraw()
    with pytest.raises(WithdrawnError):
        one.ask(b"echo", 5, ticket)
    assert one.pids == pids  # no child has been hurt


def test_withdrawing_afterwards_hurts_nobody(one: Pool, tmp_path: Path) -> None:
    ticket = Ticket()
    one.ask(b"echo", 5, ticket)
    held = Held(one, tmp_path / "go")
    ticket.withdraw()
    held.let_go()


# -- the children ---------------------------------------------------------------------------------


@posix
def test_the_pool_is_whole_after_a_storm(two: Pool) -> None:
    wrong: list[object] = []
    said: set[str] = set()

    def storm(seed: int) -> None:
        for count in range(24):
            match (count + seed) % 4:
                case 0:
                    asker = Asker(two, "sleep 60")
                    time.sleep(0.01 * seed)
                    asker.ticket.withdraw()
                    asker.join()
                    said.add(asker.limit())
                case 1:
                    said.add(Asker(two, f"signal {signal.SIGABRT.value}").limit())
                case 2:
                    said.add(Asker(two, "sleep 60", 0.02).limit())
                case 3:
                    request = f"echo {seed} {count}".encode()
                    reply = two.ask(request, 60)
                    wrong.extend([reply] if reply != request else [])

    threads = [threading.Thread(target=storm, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert said <= {"withdrawn", "memory", "time", "queue"}
    assert {"withdrawn", "memory"} <= said
    wait_for(lambda: len(two.pids) == 2)


@posix
def test_a_child_that_dies_of_itself_is_replaced_when_it_is_needed(two: Pool) -> None:
    for pid in two.pids:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not two.pids)
    assert two.ask(b"echo", 60) == b"echo"


def test_a_spare_child_steps_in_at_once(tmp_path: Path) -> None:
    may_start = threading.Event()
    may_start.set()

    def begin() -> Child:
        assert may_start.wait(60)
        return start()

    pool = Pool(begin, 2, eager=True, spare=1)
    pool.fill()
    assert len(pool.pids) == 3
    held = [Held(pool, tmp_path / name) for name in "ab"]
    third = Asker(pool, "echo", 60)
    wait_for(lambda: count_waiting(pool) == 1)  # the spare one does not work beside the others
    held[0].let_go()
    third.join()
    assert third.reply
    may_start.clear()
    lost = Held(pool, tmp_path / "never")
    lost.asker.ticket.withdraw()
    assert lost.asker.limit() == "withdrawn"
    assert pool.ask(b"echo", 60) == b"echo"  # although no child can be started just now
    assert len(pool.pids) == 2
    held[1].let_go()
    may_start.set()
    wait_for(lambda: len(pool.pids) == 3)
    pool.close()


def test_closing_ends_all_and_tells_everybody(two: Pool, tmp_path: Path) -> None:
    pids = two.pids
    askers = [Held(two, tmp_path / name).asker for name in "ab"]
    askers += [Asker(two, "echo", 60) for _ in range(2)]
    wait_for(lambda: count_waiting(two) == 2)
    two.close()
    for asker in askers:
        asker.join(60)
        assert "was closed" in str(asker.error)
    assert two.pids == []
    wait_for(lambda: not any(map(is_running, pids)))
    time.sleep(0.3)
    assert two.pids == []  # nobody was replaced
    assert two.ask(b"echo", 60) == b"echo"  # and it can be used again


def test_closing_while_children_start_leaves_none_behind() -> None:
    begun = threading.Semaphore(0)
    may_start = threading.Event()
    started: list[Child] = []

    def begin() -> Child:
        begun.release()
        assert may_start.wait(60)
        started.append(start())
        return started[-1]

    pool = Pool(begin, 3, eager=True)
    asker = Asker(pool, "echo")
    filler = threading.Thread(target=pool.fill)
    filler.start()
    for _ in range(3):
        assert begun.acquire(timeout=60)
    pool.close()
    may_start.set()
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
        pool.ask(b"echo", 60)
    assert pool.ask(b"echo", 60) == b"echo"
    pool.fill()
    assert len(pool.pids) == 2
    pool.close()


@posix
def test_an_interrupted_asker_leaves_the_pool_usable(one: Pool, tmp_path: Path) -> None:
    one.ask(b"echo", 60)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):  # while it works
            one.ask(b"sleep 20", 30)
        held = Held(one, tmp_path / "go")
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):  # while it waits
            one.ask(b"sleep 20", 30)
    finally:
        signal.signal(signal.SIGALRM, before)
    held.let_go()
    assert one.ask(b"echo", 60) == b"echo"
