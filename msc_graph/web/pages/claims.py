"""Statements as a page shows them: the sign as a drawn line, both ends, what to beware of, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.records import SEPARATOR, Evidence, Statement
from msc_graph.render.facets import Facet
from msc_graph.render.facts import Facts, gather_facts, is_shown
from msc_graph.render.legend import OUTLINES, LineItem, line_items
from msc_graph.render.meanings import CELL_WORDS, TAGS, explain
from msc_graph.render.palette import mark_of
from msc_graph.render.payload import FIELDS, describe_references
from msc_graph.render.wording import sentence_of
from msc_graph.vocabulary import load_vocabulary
from msc_graph.web.pages.addresses import entity_url, reference_url, statement_url
from msc_graph.web.pages.errata import review_of

__all__ = ["LINES", "MOST_CLAIMS", "explain_tags", "show_claims", "show_end", "show_papers"]

#: Statements on one thing that are looked at: of a hub of a large graph, not all.
MOST_CLAIMS = 5_000

#: Papers that the line above the evidence names.
_NAMED = 2
_TOKENS = frozenset({"stance", "certainty", "basis", "study_type"})
_LINES: Mapping[str, LineItem] = {item.value: item for item in line_items(Facet("sign", "", ()))}
#: The kinds of line, for a key.
LINES: Sequence[Mapping[str, object]] = tuple(item._asdict() for item in _LINES.values())
_SIGN_WORDS = {1: "raises", -1: "lowers", 0: "no direction"}
_STANDING = ("disputed", "contested", "conflict", "superseded")


def show_end(corpus: Corpus, identifier: str) -> dict[str, Any]:
    """An entity in a line of text: label, page, and the mark of its category."""
    entity = corpus.entities.get(identifier)
    category = entity.category if entity else ""
    known = load_vocabulary().categories.get(category)
    mark = mark_of(category)
    return {
        "id": identifier,
        "label": entity.label if entity else identifier,
        "url": entity_url(identifier) if entity else "",
        "category": known.label if known else category or "not described",
        "colour": mark.colour,
        "outline": OUTLINES[mark.shape],
    }


def show_papers(corpus: Corpus, identifiers: Iterable[str]) -> dict[str, dict[str, str]]:
    """Papers by id, with the address of our page about each."""
    found = describe_references(corpus, set(identifiers))
    return {
        identifier: {
            **dict.fromkeys(("title", "year", "journal", "doi", "search"), ""),
            **paper,
            "id": identifier,
            "page": reference_url(identifier),
        }
        for identifier, paper in found.items()
    }


def show_claims(corpus: Corpus, statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """Statements with their evidence, those with the weightiest evidence first.

    Parameters
    ----------
    corpus
        Records with evidence.
    statements
        Which; conflicts are looked for among all statements of the same two ends.

    Returns
    -------
    list of dict
        What `statement.html` fills in.
    """
    facts = gather_facts(corpus, _with_rivals(corpus, statements))
    wanted = [facts[i] for i in dict.fromkeys(s.id for s in statements)]
    cited = {e.reference for fact in wanted for e in fact.evidence if e.reference}
    papers = show_papers(corpus, cited)
    ordered = sorted(wanted, key=lambda f: (-f.belief, f.relation, f.statement.id))
    return [_show(corpus, fact, facts, papers) for fact in ordered]


def explain_tags(claims: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The words that stand beside any of these claims, with their meaning, for a key."""
    said: set[str] = set()
    for claim in claims:
        said.update(caveat["word"] for caveat in claim["caveats"])
        said |= {"shown"} if claim["shown"] else set()
    return [
        {"word": word, "meaning": meaning, "grave": word in _STANDING}
        for word, meaning in explain(said)
    ]


def _with_rivals(corpus: Corpus, statements: Iterable[Statement]) -> list[Statement]:
    """The statements and all others between the same ends."""
    found: dict[str, Statement] = {}
    for statement in statements:
        found[statement.id] = statement
        ends = (statement.subject, statement.object)
        for one, other in (ends, ends[::-1]):
            found.update((s.id, s) for s in corpus.find(one, object=other))
    return list(found.values())


def _show(
    corpus: Corpus,
    fact: Facts,
    facts: Mapping[str, Facts],
    papers: Mapping[str, dict[str, str]],
) -> dict[str, Any]:
    statement, line = fact.statement, _LINES[str(fact.sign)]
    return {
        "id": statement.id,
        "url": statement_url(statement.id),
        "subject": show_end(corpus, statement.subject),
        "object": show_end(corpus, statement.object),
        "relation": fact.relation,
        "sentence": sentence_of(statement, corpus),
        "sign": fact.sign,
        "sign_word": _SIGN_WORDS[fact.sign],
        "line": line._asdict(),
        "status": statement.status,
        "role": fact.predicate.role,
        # What an erratum has set aside, or doubts, is not held up as shown.
        "shown": fact.shown and statement.status == "accepted",
        "caveats": [
            {"word": w, "meaning": TAGS.get(w, ""), "grave": w in _STANDING} for w in fact.caveats
        ],
        "belief": fact.belief,
        "conflicts": [
            {"sentence": sentence_of(facts[i].statement, corpus), "url": statement_url(i)}
            for i in fact.conflicts
        ],
        "summary": _summarise(fact.evidence, papers),
        "evidence": [_show_evidence(row, papers) for row in fact.evidence],
    }


def _summarise(evidence: Sequence[Evidence], papers: Mapping[str, dict[str, str]]) -> str:
    """How much evidence, of which kind, by whom: one line."""
    if not evidence:
        return "no evidence is recorded"
    pieces = len(evidence)
    count = "1 piece of evidence" if pieces == 1 else f"{pieces} pieces of evidence"
    kinds = Counter(row.study_type.replace("_", " ") for row in evidence)
    cited = list(dict.fromkeys(row.reference for row in evidence if row.reference))
    names = [papers[i]["short"] for i in cited[:_NAMED]]
    more = [f"{len(cited) - _NAMED} more"] if len(cited) > _NAMED else []
    return " · ".join((count, ", ".join(kinds), ", ".join(names + more) or "no paper named"))


def _show_evidence(row: Evidence, papers: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    cells = []
    for name, title in FIELDS.items():
        text = getattr(row, name)
        if text:
            words = text.replace("_", " ") if name in _TOKENS else text.replace(SEPARATOR, "; ")
            words = CELL_WORDS.get(name, {}).get(text, words)
            cells.append({"name": name, "title": title, "text": words} | _lead(name, text))
    return {"paper": papers.get(row.reference), "cells": cells, "shown": is_shown(row)}


def _lead(column: str, text: str) -> dict[str, str]:
    """The review in which evidence was read has a page of its own."""
    return {"url": reference_url(review_of(text)) if column == "review" else ""}
