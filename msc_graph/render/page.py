"""One self-contained HTML page: picture, cards, chains and table; it asks nothing of the net."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.records import Statement
from msc_graph.render.chains import Hop, read_chain, sign_of
from msc_graph.render.embed import (
    content_policy,
    embed_json,
    read_script,
    read_style,
    read_vis_network,
)
from msc_graph.render.legend import category_items, sign_colours, sign_items
from msc_graph.render.palette import sign_style
from msc_graph.render.payload import build_payload, find_entities
from msc_graph.render.wording import caveats_of, predicate_of, relation_of

__all__ = ["MAX_STATEMENTS", "render_page"]

#: A page of more is neither read nor drawn with profit.
MAX_STATEMENTS = 5000


def render_page(
    corpus: Corpus,
    statements: Sequence[Statement],
    *,
    title: str,
    command: str = "",
    chains: Sequence[Sequence[str]] = (),
    highlight: Collection[str] = (),
) -> str:
    """HTML text of a page that works from a file, without a network.

    The same arguments give the same bytes.

    Parameters
    ----------
    corpus
        Where labels, evidence and references are looked up.
    statements
        What is drawn and listed, in the order of the list; a repeated one counts once.
    title
        Heading of the page.
    command
        The command that made it, for the reader to repeat.
    chains
        Ids of statements chain by chain, best first; each must be among `statements`.
    highlight
        Ids of the entities asked about, which stand out; unknown ones are passed over.

    Raises
    ------
    UsageError
        If there are more than 5,000 statements, or a chain is not made of those given.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> page = render_page(corpus, list(corpus.statements.values())[:5], title="A few")
    >>> page.startswith("<!DOCTYPE html>")
    True
    """
    drawn = {statement.id: statement for statement in statements}
    if len(drawn) > MAX_STATEMENTS:
        raise UsageError(
            f"{len(drawn):,} statements are too many for one page (at most {MAX_STATEMENTS:,})",
            cure="ask for less, for example with --around ENTITY",
        )
    walked = [read_chain(chain, drawn, highlight) for chain in chains]
    payload = build_payload(corpus, list(drawn.values()), chains=chains, highlight=highlight)
    entities = find_entities(corpus, list(drawn.values()), highlight)
    vis, script, style = read_vis_network(), read_script(), read_style() + sign_colours()
    text = _template().render(
        title=title,
        command=command,
        counts=_count(payload),
        policy=content_policy([vis, script], [style]),
        vis=vis,
        script=script,
        style=style,
        data=embed_json(payload),
        categories=category_items(entity.category for entity in entities.values()),
        signs=sign_items(),
        chains=[_list_chain(hops, corpus) for hops in walked if hops],
        rows=[_list_statement(s, corpus, payload["references"]) for s in drawn.values()],
    )
    # A command line may hold bytes that are no text; the page must still be writable.
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _count(payload: Mapping[str, Any]) -> str:
    evidence = sum(len(s["evidence"]) for s in payload["statements"].values())
    parts = (
        (len(payload["entities"]), "entity", "entities"),
        (len(payload["statements"]), "statement", "statements"),
        (evidence, "piece of evidence", "pieces of evidence"),
        (len(payload["references"]), "reference", "references"),
    )
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in parts)


def _list_chain(hops: Sequence[Hop], corpus: Corpus) -> dict[str, Any]:
    """A chain as the list shows it: entities and, between them, glyph and words of each hop."""
    steps = []
    for hop in hops:
        predicate = predicate_of(hop.statement.predicate)
        backwards = "" if hop.forwards or predicate.symmetric else "backwards: "
        steps.append(
            {
                "glyph": sign_style(predicate.sign).glyph,
                "relation": backwards + relation_of(hop.statement),
                "caveats": caveats_of(hop.statement, corpus.rows.get(hop.statement.id, ())),
                "entity": corpus.label(hop.end),
            }
        )
    sign = sign_of(hops)
    name = "unknown" if sign == 0 else sign_style(sign).name
    return {"start": corpus.label(hops[0].start), "steps": steps, "sign": name}


def _list_statement(
    statement: Statement, corpus: Corpus, references: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    rows = [row.parse() for row in corpus.rows.get(statement.id, ())]
    cited = list(dict.fromkeys(row.reference for row in rows if row.reference))
    stances = list(dict.fromkeys(row.stance for row in rows))
    evidence = (f"{sum(r.stance == s for r in rows)} {s.replace('_', ' ')}" for s in stances)
    return {
        "id": statement.id,
        "subject": corpus.label(statement.subject),
        "relation": relation_of(statement),
        "object": corpus.label(statement.object),
        "sign": sign_style(predicate_of(statement.predicate).sign).name,
        "caveats": ", ".join(caveats_of(statement, corpus.rows.get(statement.id, ()))),
        "evidence": ", ".join(evidence),
        "references": [references[identifier] for identifier in cited],
    }
