"""Relations that a graph declares: no other graph, nor the ontology, is told what a name means."""

from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph.exceptions import UsageError
from msc_graph.snapshot.opening import open_snapshot
from msc_graph.vocabulary import BASE_IRI, ONTOLOGY_IRI

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def write(path: Path, start: str, relation: str, sign: int, role: str = "causal") -> Path:
    """A graph of one statement, whose relation it declares."""
    path.write_text(
        f"<http://x.org/{start}> <{relation}> <http://x.org/end> .\n"
        f'<{relation}> <{ONTOLOGY_IRI}sign> "{sign}"^^<{INTEGER}> .\n'
        f'<{relation}> <{ONTOLOGY_IRI}role> "{role}" .\n'
    )
    return path


def signs(*paths: Path) -> dict[str, int]:
    """Sign of the statement from each start."""
    corpus = open_snapshot(list(paths), cache=False)
    return {
        s.subject.rpartition("/")[2]: corpus.predicates[s.predicate].sign
        for s in corpus.statements.values()
    }


@pytest.mark.parametrize("sign", [1, 0, -1])
def test_a_relation_that_is_called_like_ours_has_its_own_sign(tmp_path: Path, sign: int) -> None:
    graph = write(tmp_path / "a.nt", "a", f"{BASE_IRI}relation/inhibits", sign)
    assert signs(graph) == {"a": sign}


def test_each_graph_keeps_the_sign_that_it_declares(tmp_path: Path) -> None:
    up = write(tmp_path / "up.nt", "up", "http://y.org/p", 1)
    down = write(tmp_path / "down.nt", "down", "http://y.org/p", -1)
    assert signs(up, down) == signs(down, up) == {"up": 1, "down": -1}


def test_too_many_meanings_of_one_name_are_refused(tmp_path: Path) -> None:
    graphs = [
        write(tmp_path / f"{role}.nt", role, "http://y.org/p", -1, role)
        for role in ("causal", "outcome", "transfer")
    ]
    assert len(signs(*graphs[:2])) == 2
    with pytest.raises(UsageError, match="declared in more than two ways"):
        open_snapshot(graphs, cache=False)
