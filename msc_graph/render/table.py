"""Rows of the table below the picture: the same statements for readers, screen readers, copying."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.render.facts import Facts
from msc_graph.render.palette import sign_style

__all__ = ["COLUMNS", "list_rows"]

#: Columns with the kind of order in which they are sorted.
COLUMNS = (
    ("Subject", "text"),
    ("Relation", "text"),
    ("Object", "text"),
    ("Sign", "text"),
    ("To bear in mind", "text"),
    ("Study types", "text"),
    ("Evidence", "text"),
    ("Weight", "number"),
    ("References", "text"),
)

_STANCES = {"supports": "supporting", "refutes": "refuting", "no_effect": "without effect"}


def list_rows(
    corpus: Corpus,
    facts: Iterable[Facts],
    references: Mapping[str, Mapping[str, str]],
    held: Mapping[str, object],
) -> list[dict[str, Any]]:
    """One row for each statement; those of `held` are hidden until their statement is drawn."""
    return [
        _list_row(corpus, fact, references) | {"held": fact.statement.id in held} for fact in facts
    ]


def _list_row(
    corpus: Corpus, fact: Facts, references: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    statement, rows = fact.statement, fact.evidence
    cited = dict.fromkeys(row.reference for row in rows if row.reference)
    stances = dict.fromkeys(row.stance for row in rows)
    types = dict.fromkeys(row.study_type for row in rows if row.study_type)
    return {
        "id": statement.id,
        "subject": corpus.label(statement.subject),
        "relation": fact.relation,
        "object": corpus.label(statement.object),
        "sign": sign_style(fact.sign).name,
        "caveats": ", ".join(fact.caveats),
        "studies": ", ".join(_plain(name) for name in types),
        "evidence": ", ".join(f"{sum(r.stance == s for r in rows)} {_name(s)}" for s in stances),
        "weight": f"{fact.belief:.2f}",
        "references": [
            {"title": "", "search": "", **references[i], "short": references[i].get("short") or i}
            for i in cited
        ],
    }


def _name(stance: str) -> str:
    return _STANCES.get(stance) or _plain(stance)


def _plain(token: str) -> str:
    return token.replace("_", " ")
