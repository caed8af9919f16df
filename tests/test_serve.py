"""`msc-graph serve`: starting, answering within bounds, ending; a real server each."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from conftest import TOY
from serving import (
    Server,
    ask_sparql,
    begin,
    children,
    end_children,
    in_background,
    is_running,
    say_hello,
    start_server,
    wait_until,
)

from msc_graph.store.failures import unpack_error
from msc_graph.web.errors import status_of
from msc_graph.web.workshop.worker import pack_reply

#: The whole graph three times over; and the same with everything to be sorted.
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
#: What takes a second or so and has an answer.
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
LIMIT = 3.0
#: Processes of a server with two workers: two of each kind, and one of each that stands by.
FULL = 6


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server of the toy world with tight bounds."""
    options = ("--timeout", str(LIMIT), "--workers", "2", "--max-rows", "50", "--log", "requests")
    with start_server(*options, data=[TOY]) as started:
        assert wait_until(lambda: len(children(started)) == FULL)
        yield started


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "0.0.0.0"], "open to other machines; listen on 127.0.0.1, or say --allow-r"),
        (["--host", "::"], "open to other machines"),
        (["--host", "no.such.host.invalid"], "cannot be found"),
        (["--host", "192.0.2.1", "--allow-remote"], "cannot listen on 192.0.2.1"),
        (["--allow-origin", "*"], "'*' is no origin"),
        (["--allow-origin", "null"], "'null' is no origin"),
        (["--allow-host", "http://a.example"], "is no host"),
        (["--port", "70000"], "70000"),
        (["--memory", "much"], "'much' is no size; write 512M or 4G"),
        (["--memory", "1K"], "too little"),
        (["--workers", "0"], "--workers"),
        (["--timeout", "0"], "--timeout"),
        (["--log", "everything"], "--log"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_said_in_one_line(run, options, told):
    code, out, err = run("serve", *options)
    assert (code, out) == (2, "")
    assert told in err.splitlines()[-1]
    assert len(err.splitlines()) == 1 + ("--allow-remote" in options)


def test_a_port_in_use_is_said_in_one_line(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = run("serve", "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "is in use; choose another with --port" in err


def test_data_that_cannot_be_read_are_said_in_one_line(toy_copy):
    path = toy_copy / "statements" / "toy2025.tsv"
    path.write_text(path.read_text() + "nonsense\n")
    command = [sys.executable, "-m", "msc_graph", "--data", str(toy_copy), "serve", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "toy2025.tsv:" in done.stderr


def test_it_opens_the_browser_when_it_is_ready_and_warns_of_openness(tmp_path):
    note = tmp_path / "opened"
    script = tmp_path / "browser"
    script.write_text(f"#!/bin/sh\necho \"$1\" > '{note}.part'\nmv '{note}.part' '{note}'\n")
    script.chmod(0o755)
    options = ("--open", "--host", "0.0.0.0", "--allow-remote", "--workers", "1")
    with start_server(*options, data=[TOY], env={"BROWSER": f"{script} %s"}) as server:
        assert wait_until(note.exists)
        assert note.read_text().strip() == f"{server.url}/"
        assert say_hello(server)
        warning, ready = server.log.splitlines()
    assert "whoever reaches this machine may ask" in warning
    assert ready == f"msc-graph: ready at {server.url}/ (Ctrl-C ends it)"


# --- within bounds --------------------------------------------------------------------------------


def test_a_query_past_its_time_is_stopped_and_its_process_replaced(strict):
    assert wait_until(lambda: len(children(strict)) == FULL)
    before = children(strict)
    started = time.monotonic()
    reply = ask_sparql(strict, CROSS)
    assert time.monotonic() - started >= LIMIT
    assert reply.status == 503
    assert "retry-after" not in reply.headers, "it would take as long again"
    assert json.loads(reply.body)["limit"] == "time"
    assert wait_until(lambda: len(children(strict)) == FULL)
    assert children(strict) != before
    assert say_hello(strict)


def test_an_answer_with_too_many_rows_is_not_cut_short(strict):
    reply = ask_sparql(strict, "SELECT * { ?s ?p ?o }")
    assert (reply.status, json.loads(reply.body)["limit"]) == (413, "rows")


def test_an_answer_says_what_it_took(strict):
    told = ask_sparql(strict, "ASK {}").headers["server-timing"]
    assert re.fullmatch(r"wait;dur=[0-9.]+, work;dur=[0-9.]+", told)
    assert "server-timing" not in strict.get("/nowhere").headers


def test_each_request_is_noted_if_wished_and_cannot_write_lines_of_its_own(strict):
    strict.get("/no%0Awhere?\x1b[31m".replace("\x1b", "%1b"))
    assert wait_until(lambda: "/no%0Awhere?%1b[31m' 404" in strict.log)


def test_long_queries_do_not_keep_others_from_an_answer(strict):
    """As many hostile queries as processes: half of them give way as soon as others wait."""
    with begin(strict, f"{CROSS} # 1") as first, begin(strict, f"{CROSS} # 2") as second:
        assert say_hello(strict)
        given_way, *others = select.select([first, second], [], [], 60)[0]
        reply = given_way.recv(65536)
        assert b" 503 " in reply
        assert b"retry-after" in reply
        assert b'"limit":"queue"' in reply
        assert not others


def test_work_stops_when_its_client_has_gone(strict):
    before: set[int] = set()

    def has_settled() -> bool:
        nonlocal before
        before = children(strict)
        time.sleep(1)
        return len(before) == FULL and children(strict) == before

    assert wait_until(has_settled)
    with begin(strict, f"{CROSS} # 3"):
        assert children(strict) == before
    assert wait_until(lambda: len(before - children(strict)) == 1)
    assert say_hello(strict)


def test_processes_that_die_are_replaced(strict):
    end_children(strict)
    assert say_hello(strict)
    assert strict.get("/api/resolve?term=SIRT1").status == 200


def test_a_job_that_fails_tells_the_operator_and_not_the_client(tmp_path):
    """Every job is made to fail, in the processes themselves, as they are started."""
    (tmp_path / "failing_job.py").write_text(
        "def fail(graph, **_):\n    raise RuntimeError('the secret of the house')\n"
    )
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, failing_job\n"
        "from msc_graph.web import jobs\n"
        "sys.modules['msc_graph.web.jobs.failing'] = failing_job\n"
        "jobs.JOBS = dict.fromkeys(jobs.JOBS, 'failing:fail')\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join((str(tmp_path), *filter(None, sys.path)))}
    with start_server("--workers", "1", data=[TOY], env=environment) as server:
        for accept in ("application/json", "text/html"):
            reply = server.get("/api/resolve?term=SIRT1", {"Accept": accept})
            assert reply.status == 500
            for inside in ("secret", "Traceback", "RuntimeError", ".py"):
                assert inside not in reply.text
        assert wait_until(lambda: "GET '/api/resolve" in server.log)
        assert "RuntimeError: the secret of the house" in server.log


# --- many clients ---------------------------------------------------------------------------------


def test_many_clients_get_the_right_answers(server, shipped, monkeypatch):
    """What `benchmarks/soak.py` does, for a moment; on a busy machine some have to give way."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "benchmarks"))
    soak_clients, soak_questions = map(import_module, ("soak_clients", "soak_questions"))
    questions = soak_questions.make_questions(shipped, 1, ("api", "page"))
    tally = soak_clients.run_clients(server.address, questions, clients=6, seconds=2, seed=1)
    assert tally.wrong == []
    assert {status for _, status in tally.statuses} <= {200, 503}
    assert {kind for kind, status in tally.statuses if status == 200} == {"api", "page"}


# --- the end --------------------------------------------------------------------------------------


def test_sigterm_lets_what_runs_come_to_its_end():
    with start_server("--workers", "1", data=[TOY]) as server:
        processes = children(server)
        with in_background(server, SLOW) as replies:
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            with pytest.raises(OSError):
                server.get("/")
        assert [reply.status for reply in replies] == [200]
        assert server.process.wait(60) == 0
        assert not any(map(is_running, processes))
        assert len(server.log.splitlines()) == 1


def test_a_second_signal_ends_at_once():
    with start_server("--workers", "1", data=[TOY]) as server:
        processes = children(server)
        with begin(server, CROSS):
            server.process.send_signal(signal.SIGINT)
            time.sleep(0.5)
            assert server.process.poll() is None
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(60) == 130
        assert wait_until(lambda: not any(map(is_running, processes)))
        assert "Traceback" not in server.log


def test_nobody_is_left_behind_when_the_server_is_killed():
    with start_server("--workers", "1", "--timeout", "0.5", data=[TOY]) as server:
        processes = children(server)
        with begin(server, CROSS):
            server.process.kill()
            server.process.wait()
        assert wait_until(lambda: not any(map(is_running, processes)))


@pytest.mark.parametrize(
    ("kind", "code", "told"),
    [(signal.SIGTERM, 0, ""), (signal.SIGINT, 130, "msc-graph: interrupted")],
    ids=["SIGTERM", "SIGINT"],
)
def test_a_signal_ends_it_before_it_is_ready(kind, code, told):
    command = [sys.executable, "-m", "msc_graph", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert wait_until(lambda: bool(children(process)))
        processes = children(process)
        process.send_signal(kind)
        assert process.wait(10) == code
        assert process.stderr is not None
        assert process.stderr.read().strip() == told
    assert wait_until(lambda: not any(map(is_running, processes)), 5)


def test_a_reply_that_is_too_long_is_told_so(monkeypatch):
    monkeypatch.setattr("msc_graph.web.workshop.worker.MAX_REPLY", 100)
    assert json.loads(pack_reply({"value": "x" * 80})) == {"value": "x" * 80}
    error = unpack_error(json.loads(pack_reply({"value": "ä" * 50}))["error"])
    assert (status_of(error), error.message) == (
        413,
        "the answer is longer than 100 bytes (size limit)",
    )
