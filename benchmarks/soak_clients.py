"""The clients of `soak.py`: those who ask and hold the answer against the right one, and those who mean harm."""

from __future__ import annotations

import contextlib
import http.client
import random
import re
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from soak_questions import ATTACKS, Question, sparql_body

__all__ = ["Tally", "run_clients"]

#: Seconds until a client gives an answer up.
PATIENCE = 120.0
#: Of a hundred clients, so many are of each kind; the others ask honestly.
ATTACKERS, VANISHING, SLOW = 8, 4, 4
_WORKED = re.compile(r"work;dur=([0-9.]+)")

Address = tuple[str, int]


@dataclass
class Tally:
    """What all clients saw.

    Attributes
    ----------
    seconds
        By kind of question, of each that was answered with 200.
    statuses
        How often by kind and status; 0 is a connection that broke.
    wrong
        Kind and target of what was answered wrongly.
    attacks
        By attack, the milliseconds of work until it was ended, as the server says.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    attacks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, seconds: float) -> None:
        """One more reply."""
        with self.lock:
            self.statuses[kind, status] += 1
            if status == 200:
                self.seconds[kind].append(seconds)


def run_clients(
    address: Address, questions: Sequence[Question], clients: int, seconds: float, seed: int
) -> Tally:
    """Let clients ask at the same time for so many seconds."""
    tally = Tally()
    until = time.monotonic() + seconds
    share = clients / 100
    kinds = [
        *[_attack] * round(ATTACKERS * share),
        *[_vanish] * round(VANISHING * share),
        *[_dawdle] * round(SLOW * share),
    ]
    kinds += [_ask] * (clients - len(kinds))
    threads = [
        threading.Thread(target=kind, args=(address, questions, tally, until, seed, number))
        for number, kind in enumerate(kinds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _ask(
    address: Address,
    questions: Sequence[Question],
    tally: Tally,
    until: float,
    seed: int,
    number: int,
) -> None:
    """Ask one question after the other on a connection that is kept."""
    draw = random.Random(seed * 1000 + number)
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    with contextlib.closing(connection):
        while time.monotonic() < until:
            question = draw.choice(questions)
            begin = time.perf_counter()
            try:
                connection.request(
                    question.method, question.target, question.body or None, question.headers
                )
                response = connection.getresponse()
                body = response.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                tally.note(question.kind, 0, 0.0)
                continue
            tally.note(question.kind, response.status, time.perf_counter() - begin)
            if response.status == 200 and not question.is_right(body):
                tally.wrong.append(f"{question.kind} {question.target}")
            elif response.status == 503:
                time.sleep(0.2)


def _attack(address: Address, _: object, tally: Tally, until: float, __: int, number: int) -> None:
    """Ask what nobody should be able to ask, again and again."""
    name, query = list(ATTACKS.items())[number % len(ATTACKS)]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("POST", "/sparql", sparql_body(query), headers)
            response = connection.getresponse()
            response.read()
            told = _WORKED.search(response.getheader("server-timing") or "")
            with tally.lock:
                tally.attacks[name].append(float(told[1]) if told else 0.0)
            tally.note(f"attack: {name}", response.status, 0.0)


def _vanish(
    address: Address, _: object, tally: Tally, until: float, seed: int, number: int
) -> None:
    """Ask something monstrous and go away."""
    draw = random.Random(seed * 1000 + number)
    body = sparql_body(ATTACKS["cross product"])
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(address, PATIENCE) as client:
            client.sendall(head.encode() + body)
            time.sleep(draw.uniform(0.05, 1.0))
        tally.note("went away", 1, 0.0)


def _dawdle(address: Address, _: object, tally: Tally, until: float, __: int, ___: int) -> None:
    """Send a request so slowly that it never ends."""
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(address, PATIENCE) as client:
            client.sendall(b"GET / HTTP/1.1\r\n")
            while time.monotonic() < until:
                client.sendall(b"x: y\r\n")
                time.sleep(0.5)
        if time.monotonic() < until:
            tally.note("slow, cut off", 1, 0.0)
