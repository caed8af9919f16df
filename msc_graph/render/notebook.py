"""How a trace and a graph show themselves in a notebook: small HTML with its styles inline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from unicodedata import category

from msc_graph.analysis.chains import Chain
from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import Hop
from msc_graph.records import Reference
from msc_graph.render.links import expand_curie, safe_url
from msc_graph.render.palette import sign_style
from msc_graph.render.wording import predicate_of
from msc_graph.vocabulary import load_vocabulary

__all__ = ["show_graph", "show_trace"]

#: More chains are not read in a cell, and more references of one chain are not told apart.
_MOST_CHAINS, _MOST_REFERENCES = 20, 4
#: Categories are counted only where that takes no time.
_MOST_COUNTED = 50_000

_VERDICTS = {
    "+": "raises",
    "-": "lowers",
    "mixed": "signs differ between chains",
    "unknown": "direction unknown",
}
_SIGNS = {"+": 1, "-": -1}
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0"
_SMALL = "opacity:.75;font-size:90%"


def show_trace(trace: Trace) -> str:
    """Verdict, chains with signs and support, references as links.

    Parameters
    ----------
    trace
        The answer; its corpus knows the names.

    Returns
    -------
    str
        HTML in which every word of the data is escaped; links go to http and https only.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> shown = show_trace(MechanismGraph.load().trace("SHP2", "Alzheimer disease"))
    >>> "all of 3 chains" in shown, "<script" in shown
    (True, False)
    """
    rows = "".join(_show_chains(trace.corpus, trace.chains[:_MOST_CHAINS]))
    columns = ("", "sign", "chain", "support", "score", "references")
    heads = "".join(f'<th scope="col" style="{_CELL}">{column}</th>' for column in columns)
    table = (
        f'<table style="border-collapse:collapse"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        if rows
        else f"<p>No chain within these bounds{' is as asked' if trace.judged else ''}.</p>"
    )
    parts = [_show_verdict(trace), table, *(_show_rest(trace))]
    return f'<div style="max-width:70em">{"".join(parts)}</div>'


def show_graph(corpus: Corpus) -> str:
    """Counts, and what one can ask.

    Parameters
    ----------
    corpus
        Records of the graph.

    Examples
    --------
    >>> from msc_graph.records import Entity
    >>> "1 entity, 0 statements" in show_graph(Corpus({"a": Entity("a", "A", "Protein")}, {}, {}))
    True
    """
    counts = (
        _count(len(corpus.entities), "entity", "entities"),
        _count(len(corpus.statements), "statement", "statements"),
    )
    parts = [f"<p><b>MechanismGraph</b>: {', '.join(counts)}</p>"]
    if 0 < len(corpus.entities) <= _MOST_COUNTED:
        known = load_vocabulary().categories
        kinds = Counter(entity.category for entity in corpus.entities.values())
        listed = ", ".join(
            f"{number:,} {_word(known[kind].label if kind in known else kind or 'not described')}"
            for kind, number in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))[:12]
        )
        more = ", …" if len(kinds) > 12 else ""
        parts.append(f'<p style="{_SMALL}">{listed}{more}</p>')
    calls = "".join(
        f'<tr><td style="{_CELL}"><code>{escape(call)}</code></td>'
        f'<td style="{_CELL}">{meaning}</td></tr>'
        for call, meaning in _suggest(corpus)
    )
    parts.append(f'<table style="border-collapse:collapse"><tbody>{calls}</tbody></table>')
    return f'<div style="max-width:70em">{"".join(parts)}</div>'


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _suggest(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Calls that work on this graph, and what they answer."""
    name = "name"
    if len(corpus.entities) <= _MOST_COUNTED:
        acting = [corpus.entities.get(s.subject) for s in corpus.find(predicates=("inhibits",))]
        known = sorted((e for e in acting if e), key=lambda e: e.category != "MicroRNA")
        name = _plain(known[0].label, 40) if known else name
    yield f"kg.resolve({name!r})", "which entity a name stands for"
    yield f'found = kg.trace({name!r}, "any:disease")', "the chains from it to any disease"
    yield "kg.figure(found)", "the same as a figure for print"
    yield 'kg.query("ASK { ?s ?p ?o }")', "an answer in SPARQL"
    yield "kg.network", "all statements as a networkx graph"


def _show_verdict(trace: Trace) -> str:
    signs = trace.signs
    words = _VERDICTS.get(trace.sign, trace.sign)
    every = f"{'all of ' if trace.complete else ''}{_count(trace.judged, 'chain', 'chains')}"
    seen = "" if trace.complete else " seen"
    asked = "" if trace.found == trace.judged else f"; as asked: {trace.found:,}"
    return (
        f"<p><b>{_word(trace.start.label)} → {_word(trace.end.label)}</b>: "
        f"{_show_sign(trace.sign)} {words} "
        f'<span style="{_SMALL}">(one study: {_word(signs["single_study"])}; '
        f"consistent: {_word(signs['consistent'])}; "
        f"{every}{seen}: {_word(signs['all'])}{asked})</span></p>"
    )


def _show_chains(corpus: Corpus, chains: Sequence[Chain]) -> Iterator[str]:
    papers = corpus.references if chains else {}
    for rank, chain in enumerate(chains, start=1):
        cells = (
            str(rank),
            _show_sign(chain.sign),
            _word(corpus.label(chain.start))
            + "".join(_show_hop(corpus, hop) for hop in chain.hops),
            _word(chain.support),
            f"{chain.score:.2f}",
            _show_references(corpus, papers, chain.references),
        )
        row = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
        yield f"<tr>{row}</tr>"


def _show_hop(corpus: Corpus, hop: Hop) -> str:
    """Glyph and words of a hop, and where it leads."""
    style = sign_style(hop.sign)
    predicate = predicate_of(hop.predicate, corpus.predicates)
    words = _word(predicate.label)
    turned = "" if hop.forward or predicate.symmetric else "backwards: "
    return (
        f' <span style="white-space:nowrap"><span style="color:{style.colour};font-weight:bold">'
        f'{style.glyph}</span> <span style="{_SMALL}">{turned}{words}</span></span> '
        f"{_word(corpus.label(hop.target))}"
    )


def _show_sign(sign: str) -> str:
    shown = {"-": "−", "mixed": "±", "unknown": "?"}.get(sign, sign)
    colour = sign_style(_SIGNS.get(sign, 0)).colour
    return f'<b style="color:{colour}">{_word(shown)}</b>'


def _show_references(
    corpus: Corpus, papers: Mapping[str, Reference], identifiers: Sequence[str]
) -> str:
    shown = []
    for identifier in identifiers[:_MOST_REFERENCES]:
        paper = papers.get(identifier) or Reference(identifier, "")
        text = _word(paper.short or identifier)
        url = safe_url(paper.url) or expand_curie(identifier, corpus.prefixes)
        title = escape(_plain(paper.title, 200), quote=True)
        shown.append(
            f'<a href="{escape(url, quote=True)}" title="{title}" target="_blank"'
            f' rel="noopener noreferrer">{text}</a>'
            if url
            else text
        )
    more = len(identifiers) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more else [])]) or "general knowledge"


def _show_rest(trace: Trace) -> Iterator[str]:
    """What the table does not show."""
    shown = min(len(trace.chains), _MOST_CHAINS)
    notes = []
    if trace.found > shown:
        notes.append(f"{_count(trace.found - shown, 'more chain', 'more chains')} found.")
    if trace.direct:
        told = _count(len(trace.direct), "statement says", "statements say")
        notes.append(f"{told} it end to end, without a mechanism.")
    if trace.warning:
        notes.append(_word(trace.warning))
    if notes:
        yield f'<p style="{_SMALL}">{" ".join(notes)}</p>'


def _word(text: str) -> str:
    return escape(_plain(text, 120), quote=True)


def _plain(text: str, longest: int) -> str:
    """One line without control characters, cut where it gets too long."""
    kept = (" " if category(c) in ("Cc", "Cs", "Cf") else c for c in text[: 2 * longest])
    line = " ".join("".join(kept).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
