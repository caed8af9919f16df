"""A trace as one would ask it elsewhere: on the command line, in Python, in SPARQL."""

from __future__ import annotations

from collections.abc import Sequence
from pprint import pformat
from shlex import quote

from msc_graph.analysis.chains import Chain
from msc_graph.analysis.trace import Trace
from msc_graph.exceptions import UsageError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces
from msc_graph.vocabulary import ONTOLOGY_IRI
from msc_graph.web.pages.asking import TraceQuestion

__all__ = ["tell_command", "tell_python", "tell_sparql"]

#: Flags of the command line that take no value.
_FLAGS = frozenset({"same_study", "background", "engineered", "through_disease", "undirected"})


def tell_command(question: TraceQuestion, sources: Sequence[str] = ()) -> str:
    r"""The command that traces the same, fit to be pasted into a shell.

    Parameters
    ----------
    question
        What is asked.
    sources
        Data that `--data` names; none is the shipped graph.

    Examples
    --------
    >>> tell_command(TraceQuestion("SHP2", "it's", sign="-", same_study=True))
    'msc-graph trace SHP2 \'it\'"\'"\'s\' --sign=- --same-study'
    """
    words = ["msc-graph", *(f"--data={quote(source)}" for source in sources), "trace"]
    options = [pair for pair in question.pairs() if pair[0] not in ("start", "end")]
    ends = [quote(question.start), quote(question.end)]
    for name, value in options:
        option = "--no-background" if name == "background" else f"--{name.replace('_', '-')}"
        words.append(option if name in _FLAGS else f"{option}={quote(value)}")
    # A name may begin with a hyphen; what follows the two hyphens is no option.
    guarded = any(end.startswith("-") for end in (question.start, question.end))
    if guarded:
        return " ".join([*words, "--", *ends])
    place = words.index("trace") + 1
    return " ".join([*words[:place], *ends, *words[place:]])


def tell_python(question: TraceQuestion, sources: Sequence[str] = ()) -> str:
    """Lines of Python that trace the same.

    Examples
    --------
    >>> print(tell_python(TraceQuestion("SHP2", "AD", via=("mitophagy",))))
    from msc_graph import MechanismGraph
    <BLANKLINE>
    kg = MechanismGraph.load()
    found = kg.trace('SHP2', 'AD', via=['mitophagy'])
    for chain in found.chains:
        print(chain.sign, chain.support, *(kg.corpus.label(hop.target) for hop in chain.hops))
    """
    given = [repr(question.start), repr(question.end)]
    given += [
        f"{name}={pformat(value, width=10_000)}" for name, value in question.options().items()
    ]
    loaded = ", ".join(repr(source) for source in sources)
    return "\n".join(
        (
            "from msc_graph import MechanismGraph",
            "",
            f"kg = MechanismGraph.load({loaded})",
            f"found = kg.trace({', '.join(given)})",
            "for chain in found.chains:",
            "    print(chain.sign, chain.support, *(kg.corpus.label(hop.target) for hop in chain.hops))",
        )
    )


def tell_sparql(found: Trace) -> list[tuple[int, str]]:
    """For each length that the chains listed have, a SELECT that returns them hop by hop.

    Each step has the relations that chains of this length take there. Both halves are sub-SELECTs
    of their own, so that an engine meets in the middle.

    Returns
    -------
    list of tuple
        Hops and query, that of the best chain first; none where a name cannot be written as an
        IRI.
    """
    names = Namespaces(found.corpus.prefixes)
    alike: dict[int, list[Chain]] = {}
    for chain in found.chains:
        alike.setdefault(len(chain.hops), []).append(chain)
    try:
        return [(hops, _write(found, names, hops, chains)) for hops, chains in alike.items()]
    except UsageError:
        return []


def _write(found: Trace, names: Namespaces, hops: int, chains: Sequence[Chain]) -> str:
    starts = _write_nodes(names, {chain.start for chain in chains})
    ends = _write_nodes(names, {chain.end for chain in chains})
    title = f"{found.start.label} to {found.end.label} in {hops} hop{'s'[: hops != 1]}"
    columns = [f"?label{n}" for n in range(hops + 1)]
    for n in range(hops, 0, -1):
        columns.insert(n, f"?relation{n}")
    middle = (hops + 1) // 2
    last = f"VALUES ?n{hops} {{ {ends} }}"
    lines = [
        f"# {' '.join(title.split())}, by the relations that the chains take",
        f"PREFIX msco: <{ONTOLOGY_IRI}>",
        f"PREFIX rdfs: <{STANDARD_PREFIXES['rdfs']}>",
        f"SELECT DISTINCT {' '.join(columns)} WHERE {{",
        *_write_half(chains, 0, middle, f"VALUES ?n0 {{ {starts} }}"),
        *(_write_half(chains, middle, hops, last) if middle < hops else [f"  {last}"]),
    ]
    lines += [f"  ?n{n} rdfs:label ?label{n} ." for n in range(hops + 1)]
    lines += [f"  ?r{n} rdfs:label ?relation{n} ." for n in range(1, hops + 1)]
    apart = [f"?n{a} != ?n{b}" for a in range(hops + 1) for b in range(a + 1, hops + 1)]
    return "\n".join([*lines, f"  FILTER ({' && '.join(apart)})", "}"])


def _write_half(chains: Sequence[Chain], first: int, last: int, ends: str) -> list[str]:
    steps = range(first + 1, last + 1)
    kept = " ".join([f"?n{first}", *(word for n in steps for word in (f"?r{n}", f"?n{n}"))])
    lines = ["  {", f"    SELECT {kept} WHERE {{", f"      {ends}"]
    for n in steps:
        lines += _write_step(chains, n)
    return [*lines, "    }", "  }"]


def _write_step(chains: Sequence[Chain], n: int) -> list[str]:
    """One step, in the directions in which the chains walk it."""
    ways = {True: f"?n{n - 1} ?r{n} ?n{n} .", False: f"?n{n} ?r{n} ?n{n - 1} ."}
    blocks = []
    for forward, triple in ways.items():
        relations = {c.hops[n - 1].predicate for c in chains if c.hops[n - 1].forward is forward}
        if relations:
            listed = " ".join(_write_relation(name) for name in sorted(relations))
            blocks.append(f"VALUES ?r{n} {{ {listed} }} {triple}")
    if len(blocks) == 1:
        return [f"      {blocks[0]}"]
    return [f"      {{ {blocks[0]} }} UNION {{ {blocks[1]} }}"]


def _write_relation(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").isalnum()
    return (
        f"msco:{name}"
        if plain
        else f"<{Namespaces({'msco': ONTOLOGY_IRI}).expand(f'msco:{name}')}>"
    )


def _write_nodes(names: Namespaces, identifiers: set[str]) -> str:
    return " ".join(f"<{names.expand(i)}>" for i in sorted(identifiers))
