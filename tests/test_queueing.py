"""Who works when: in the order in which they came, and long work leaves room for the short."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import anyio
import pytest
from serving import wait_until

from msc_graph.exceptions import LimitError
from msc_graph.store.child import Child
from msc_graph.store.pool import Pool
from msc_graph.store.ticket import Ticket
from msc_graph.web.settings import Settings
from msc_graph.web.workshop import engine as workshop
from msc_graph.web.workshop.queueing import Queue


def call_long_after(
    monkeypatch: pytest.MonkeyPatch, seconds: float, pressed: float | None = None
) -> None:
    """When work counts as long, and when if others wait."""
    room = "msc_graph.web.workshop.queueing"
    monkeypatch.setattr(f"{room}._LONG", seconds)
    monkeypatch.setattr(f"{room}._PRESSED", seconds if pressed is None else pressed)


def now() -> bool:
    return True


def test_a_queue_is_fair_and_bounded():
    """One place, four may wait: in the order in which they came, the sixth is turned away."""
    begun: list[int] = []

    async def main() -> None:
        queue = Queue(1, 4)
        free = threading.Event()

        async def work(number: int) -> None:
            def do(_: Ticket) -> None:
                begun.append(number)
                assert free.wait(60)

            await queue.work(do, 60)

        async with anyio.create_task_group() as group:
            for number in range(5):
                group.start_soon(work, number)
                await anyio.sleep(0.02)
            with pytest.raises(LimitError, match="too many are waiting"):
                await work(5)
            free.set()

    anyio.run(main)
    assert begun == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_so():
    async def main() -> None:
        queue = Queue(1, 3)
        free = threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(queue.work, lambda _: free.wait(60), 60)
            await anyio.sleep(0.05)
            with pytest.raises(LimitError, match="nobody was free") as told:
                await queue.work(lambda _: None, 0.05)
            assert told.value.limit == "queue"
            free.set()

    anyio.run(main)


def test_what_was_long_once_leaves_room_for_others_from_the_beginning(monkeypatch):
    """Two places: one long piece of work at a time, once it is known to be long."""
    begun: list[str] = []

    async def main() -> None:
        queue = Queue(2, 9)

        async def work(name: str, until: Callable[[], object]) -> None:
            def do(_: Ticket) -> None:
                begun.append(name)
                assert wait_until(lambda: bool(until()))

            await queue.work(do, 60, name)

        call_long_after(monkeypatch, 0.05)
        await work("long", lambda: queue._known)
        call_long_after(monkeypatch, 60)
        async with anyio.create_task_group() as group:
            for name, until in (("long", lambda: "short" in begun), ("long", now), ("short", now)):
                group.start_soon(work, name, until)
                await anyio.sleep(0.02)
        assert begun == ["long", "long", "short", "long"]
        begun.clear()
        async with anyio.create_task_group() as group:  # it was short the last time
            for _ in range(2):
                group.start_soon(work, "long", lambda: len(begun) == 2)

    anyio.run(main)


def test_work_nobody_knows_gives_way_sooner_when_others_wait(monkeypatch):
    """Two places: of two long pieces one gives way as soon as it is looked at, since a third waits."""
    call_long_after(monkeypatch, 60, 0.1)
    ended: list[str] = []

    async def main() -> None:
        queue = Queue(2, 9)

        async def work(name: str, until: Callable[[], bool]) -> None:
            def do(ticket: Ticket) -> None:
                assert wait_until(lambda: ticket.withdrawn or until())
                if ticket.withdrawn:
                    raise LimitError("the asker has gone", limit="withdrawn")

            try:
                await queue.work(do, 60, name)
            except LimitError as error:
                name = f"{name}: {error.limit}"
            ended.append(name)

        async with anyio.create_task_group() as group:
            for name in ("first", "second"):
                group.start_soon(work, name, lambda: "third" in ended)
                await anyio.sleep(0.02)
            group.start_soon(work, "third", now)

    anyio.run(main)
    assert ended in (["second: queue", "third", "first"], ["first: queue", "third", "second"])


def test_nobody_waits_long_once_the_end_has_come():
    async def main() -> None:
        queue = Queue(1, 9)
        free = threading.Event()
        told: list[str] = []

        async def wait() -> None:
            with pytest.raises(LimitError) as error:
                await queue.work(lambda _: None, 60)
            told.append(error.value.limit)

        async with anyio.create_task_group() as group:
            group.start_soon(queue.work, lambda _: free.wait(60), 60)
            await anyio.sleep(0.02)
            group.start_soon(wait)
            await anyio.sleep(0.02)
            with anyio.fail_after(30):
                queue.end_waiting(0.05)
                await wait()  # who comes afterwards neither
                while len(told) < 2:
                    await anyio.sleep(0.01)
            free.set()
        assert told == ["queue", "queue"]

    anyio.run(main)


def test_who_gives_up_in_the_queue_leaves_nothing_behind(monkeypatch):
    call_long_after(monkeypatch, 0.05)

    async def main() -> None:
        queue = Queue(1, 2)
        for _ in range(5):
            with anyio.move_on_after(0.15):  # begun, and long
                await queue.work(lambda ticket: wait_until(lambda: ticket.withdrawn), 60, "a")
        free = threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(queue.work, lambda _: free.wait(60), 60, "b")
            await anyio.sleep(0.02)
            for name in ("a", "c") * 5:
                with anyio.move_on_after(0.01):
                    await queue.work(lambda _: None, 60, name)
            free.set()
        with anyio.fail_after(60):
            assert await queue.work(lambda _: 7, 60, "a") == 7

    anyio.run(main)


def test_work_is_named_by_little_of_what_is_asked(monkeypatch):
    """So that it costs nothing to name, however much is asked; and short questions are told apart."""
    names: list[str] = []

    class Tasks:
        async def work(self, do: object, patience: float, name: str) -> dict[str, object]:
            names.append(name)
            return {"value": None}

    class Edition:
        tasks = Tasks()

        def __init__(self, *_: object) -> None: ...

    monkeypatch.setattr(workshop, "Edition", Edition)
    monkeypatch.setattr(workshop, "load", lambda *_, started: object())

    async def main() -> None:
        engine = workshop.Engine(Settings())
        await engine.run("draw", body="x" * 1_000_000, ids=["y" * 1_000] * 1_000)
        for name in ("SHP2", "PTEN"):
            for job in ("show", "suggest"):
                await engine.run("write", job=job, arguments={"entity": name, "limit": 5})

    anyio.run(main)
    assert len(names[0]) < 20_000
    assert len(set(names)) == 5


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="priorities of POSIX")
def test_long_work_is_slowed_down_and_its_process_serves_no_more(monkeypatch, tmp_path):
    pool = Pool(lambda: Child("odd_child"), 1)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    if usual >= 10:
        pytest.skip("we are slow ourselves")
    go = tmp_path / "go"

    async def main() -> None:
        queue = Queue(1, 1)

        async def ask(request: str) -> bytes:
            return await queue.work(lambda ticket: pool.ask(request.encode(), 60, ticket), 60)

        call_long_after(monkeypatch, 60)
        await ask("echo 1")
        (process,) = pool.pids
        assert os.getpriority(os.PRIO_PROCESS, process) == usual
        call_long_after(monkeypatch, 0.1)
        async with anyio.create_task_group() as group:
            group.start_soon(ask, f"hold {go}")
            with anyio.fail_after(60):
                while os.getpriority(os.PRIO_PROCESS, process) != 10:
                    await anyio.sleep(0.02)
            go.touch()
        call_long_after(monkeypatch, 60)
        assert await ask("echo 2") == b"echo 2"
        assert pool.pids != [process]
        assert os.getpriority(os.PRIO_PROCESS, pool.pids[0]) == usual

    try:
        anyio.run(main)
    finally:
        pool.close()
