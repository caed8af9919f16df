"""Shared fixtures: the toy world for logic, the shipped graph for content.

Style: plain functions, fixtures over setup, `parametrize` over loops, no test that mirrors the code.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from serving import Server, start_server

from msc_graph.curation.corpus import Corpus
from msc_graph.curation.reading import load_corpus
from msc_graph.graph import MechanismGraph

TOY = Path(__file__).parent / "toy"

# How long an example takes is a matter of the machine, and of what else it does just now.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")


@pytest.fixture(scope="session")
def toy() -> Corpus:
    return load_corpus(TOY)


@pytest.fixture(scope="session")
def toy_graph() -> MechanismGraph:
    return MechanismGraph.load(TOY)


@pytest.fixture(scope="session")
def shipped() -> MechanismGraph:
    return MechanismGraph.load()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """`msc-graph serve` of the shipped graph, shared by all who do it no harm."""
    with start_server() as started:
        yield started


@pytest.fixture
def toy_copy(tmp_path: Path) -> Path:
    """A copy of the toy folder that a test may spoil."""
    return Path(shutil.copytree(TOY, tmp_path / "toy"))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: exit code, standard output, standard error."""
    from msc_graph.cli.main import run as run_cli

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = run_cli([str(a) for a in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call
