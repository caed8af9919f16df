"""Children beside forked copies of their parent, and after its sudden end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from test_pool import is_running, posix, start, wait_for

from msc_graph.store.pool import Pool

FORKED = """
import os, sys, threading, time
from msc_graph.store.child import Child
from msc_graph.store.pool import Pool

pool = Pool(lambda: Child("odd_child"))
pool.ask(b"echo", 60)
before = pool.pids
busy = threading.Thread(target=pool.ask, args=(b"sleep 0.5", 60))
busy.start()
time.sleep(0.1)
pid = os.fork()
if pid == 0:
    own = pool.ask(b"echo", 60) == b"echo" and pool.pids != before
    sys.exit(0 if own else 1)  # with everything that Python does at its end
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
busy.join()
assert pool.ask(b"echo", 60) == b"echo" and pool.pids == before
"""

ORPHANED = """
import sys, threading, time
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.embedded import EmbeddedStore

data = b"".join(b"<urn:a%d> <urn:p> <urn:b> .\\n" % i for i in range(5000))
store = EmbeddedStore(lambda: data, Namespaces({}), workers=2)
store.fill()
print(*store._pool.pids, flush=True)
store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=1)
"""


def run(script: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(p for p in sys.path if p)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
    )


@posix
def test_a_forked_process_has_children_of_its_own() -> None:
    with run(FORKED) as process:
        assert process.wait(60) == 0


@posix
def test_children_end_with_their_parent_also_at_work() -> None:
    with run(ORPHANED) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        assert len(pids) == 3
        time.sleep(0.3)
        process.kill()
    wait_for(lambda: sum(map(is_running, pids)) <= 1)  # the idle ones see their pipe closed
    wait_for(lambda: not any(map(is_running, pids)))  # the other one has used up its time


@posix
def test_a_signal_to_the_whole_group_does_not_end_a_child() -> None:
    pool = Pool(start)
    pool.ask(b"echo", 60)
    (pid,) = pool.pids
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    time.sleep(0.1)
    assert pool.ask(b"echo", 60) == b"echo"
    assert pool.pids == [pid]
    pool.close()
