"""The chains of a trace as SPARQL: what was asked of them is asked again, hop by hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msc_graph.analysis.chains import Chain
from msc_graph.analysis.endpoints import Endpoint
from msc_graph.analysis.trace import Trace
from msc_graph.exceptions import UsageError
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.index import Hop
from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces
from msc_graph.rdf.properties import Properties
from msc_graph.store.base import Term
from msc_graph.store.bindings import write_term
from msc_graph.vocabulary import ONTOLOGY_IRI, load_vocabulary

__all__ = ["write_chain_queries"]

_PREFIXES = {
    "msco": ONTOLOGY_IRI,
    **{name: STANDARD_PREFIXES[name] for name in ("rdf", "rdfs", "biolink", "prov")},
}
_HEADS = " ".join(f"msco:{name}" for name in sorted(HEADS))
#: Entities that a query lists by name; more of them are named by their category.
_MOST_LISTED = 50


def write_chain_queries(found: Trace) -> list[tuple[int, str]]:
    """For each length that the chains listed have, a SELECT of the chains of that length.

    Its rows are chains of the trace under the same conditions, those beyond the listed ones too: all
    that begin and end where listed ones do, and take at each step a relation that one of them takes
    there. Both halves are sub-SELECTs of their own, so that an engine meets in the middle.

    Returns
    -------
    list of tuple
        Hops and query, that of the best chain first; none where a name cannot be written as an
        IRI, or what was asked for is a category of another graph.
    """
    alike: dict[int, list[Chain]] = {}
    for chain in found.chains:
        alike.setdefault(len(chain.hops), []).append(chain)
    try:
        return [(hops, _Query(found, chains).write()) for hops, chains in alike.items()]
    except UsageError:
        return []


class _Way(NamedTuple):
    """A relation as one step takes it."""

    predicate: str
    sign: int
    role: str
    forward: bool


class _Query:
    """The query of some chains of one length; `?n0 ?r1 ?n1 …` are their entities and relations."""

    def __init__(self, found: Trace, chains: Sequence[Chain]) -> None:
        self._found = found
        self._chains = chains
        self._bounds = found.bounds
        self._rules: WalkRules = found.bounds.rules
        self._names = Namespaces(found.corpus.prefixes)
        self._properties = Properties(found.corpus.predicates, self._names)
        self._hops = len(chains[0].hops)
        #: Whether a step is held against the evidence of its statement.
        self._looks = self._bounds.same_study or not self._rules.all_evidence

    def write(self) -> str:
        hops = self._hops
        middle = (hops + 1) // 2
        columns = ["?label0"]
        for n in range(1, hops + 1):
            columns += [f"?relation{n}", f"?label{n}"]
        sign = " * ".join(f"?s{n}" for n in range(1, hops + 1))
        columns += [f"({sign} AS ?sign)", *(["?study"] if self._bounds.same_study else [])]
        last = f"VALUES ?n{hops} {{ {self._listed(c.end for c in self._chains)} }}"
        body = [
            f"SELECT DISTINCT {' '.join(columns)} WHERE {{",
            *self._half(
                0, middle, f"VALUES ?n0 {{ {self._listed(c.start for c in self._chains)} }}"
            ),
            *(self._half(middle, hops, last) if middle < hops else [f"  {last}"]),
            *(f"  ?n{n} rdfs:label ?label{n} ." for n in range(hops + 1)),
            *(f"  ?r{n} rdfs:label ?relation{n} ." for n in range(1, hops + 1)),
            *(f"  FILTER ({condition})" for condition in self._conditions(sign)),
            "}",
        ]
        text = "\n".join(body)
        title = (
            f"{self._found.start.label} to {self._found.end.label} in {hops} hop{'s'[: hops != 1]}"
        )
        return "\n".join(
            [
                f"# {' '.join(title.split())}, by the relations that the chains listed take",
                *(f"PREFIX {p}: <{iri}>" for p, iri in _PREFIXES.items() if f"{p}:" in text),
                text,
            ]
        )

    # -- steps ------------------------------------------------------------------------------------

    def _half(self, first: int, last: int, ends: str) -> list[str]:
        steps = range(first + 1, last + 1)
        kept = [f"?n{first}", *(word for n in steps for word in (f"?r{n}", f"?s{n}", f"?n{n}"))]
        kept += ["?study"] if self._bounds.same_study else []
        distinct = "DISTINCT " if self._looks else ""
        lines = ["  {", f"    SELECT {distinct}{' '.join(kept)} WHERE {{", f"      {ends}"]
        for n in steps:
            lines += (f"      {line}" for line in self._step(n))
        return [*lines, "    }", "  }"]

    def _step(self, n: int) -> list[str]:
        """One step: the relations that chains take there, in the directions in which they do."""
        ways = {_way(chain.hops[n - 1]) for chain in self._chains}
        blocks = []
        for forward in (True, False):
            # Opposite poles are a matter of definition, not of evidence.
            for opposite in (True, False):
                some = [
                    w for w in ways if w.forward is forward and (w.role == "opposite") is opposite
                ]
                if some:
                    blocks.append(self._block(n, some, looks=self._looks and not opposite))
        if len(blocks) == 1 and len(blocks[0]) == 1:
            return blocks[0]
        lines = ["{"]
        for number, block in enumerate(blocks):
            lines += [*(["} UNION {"] if number else []), *(f"  {line}" for line in block)]
        return [*lines, "}"]

    def _block(self, n: int, ways: Sequence[_Way], *, looks: bool) -> list[str]:
        one, other = (n - 1, n) if ways[0].forward else (n, n - 1)
        signed = {f"({self._relation(way.predicate)} {way.sign})" for way in ways}
        values = f"VALUES (?r{n} ?s{n}) {{ {' '.join(sorted(signed))} }} ?n{one} ?r{n} ?n{other} ."
        if not looks:
            return [values]
        return [
            values,
            f"?c{n} rdf:subject ?n{one} ; rdf:predicate ?r{n} ; rdf:object ?n{other} ;",
            f"  biolink:negated false ; msco:evidence ?e{n} .",
            f"FILTER NOT EXISTS {{ ?c{n} msco:status msco:status-superseded }}",
            f"?e{n} msco:stance msco:stance-supports .",
            *self._evidence(n),
        ]

    def _evidence(self, n: int) -> Iterator[str]:
        """What a piece of evidence must be like to count."""
        rules = self._rules
        if not rules.background:
            yield f"FILTER NOT EXISTS {{ ?e{n} msco:basis msco:basis-background }}"
        if rules.study_types:
            known = load_vocabulary().tokens["study_type"]
            types = " ".join(f"msco:study_type-{t}" for t in known if t in rules.study_types)
            yield f"VALUES ?t{n} {{ {types} }} ?e{n} msco:study_type ?t{n} ."
        wanted: dict[str, list[str]] = {}
        for column, label in rules.contexts:
            wanted.setdefault(column, []).append(label)
        for column, labels in wanted.items():
            yield f"?e{n} msco:{column} ?{column}{n} ."
            # Several names of one cell stand with bars between.
            tests = (
                f'CONTAINS(CONCAT("|", ?{column}{n}, "|"), {_text(f"|{label}|")})'
                for label in labels
            )
            yield f"FILTER ({' || '.join(tests)})"
        if self._bounds.same_study:
            # A review that speaks for itself is one study for each of its passages.
            yield f"?e{n} prov:wasDerivedFrom ?paper{n} ; msco:review ?review{n} ."
            yield f"OPTIONAL {{ ?e{n} msco:locator ?passage{n} }}"
            yield (
                f'BIND(IF(STRENDS(STR(?paper{n}), "/0"), CONCAT(?review{n}, ", ", '
                f'COALESCE(?passage{n}, "")), STR(?paper{n})) AS ?study)'
            )

    # -- conditions -------------------------------------------------------------------------------

    def _conditions(self, sign: str) -> Iterator[str]:
        hops, bounds = self._hops, self._bounds
        inside = range(1, hops)
        yield " && ".join(f"?n{a} != ?n{b}" for b in range(1, hops + 1) for a in range(b))
        for n in inside:
            yield from self._place(n)
        yield from self._end()
        if bounds.sign:
            yield f"{sign} = {bounds.sign}1"
        if bounds.same_study:
            yield "BOUND(?study)"
        for endpoint in bounds.via:
            yield " || ".join(self._is(endpoint, n) for n in inside)
        for endpoint in bounds.avoid:
            yield from (f"!({self._is(endpoint, n)})" for n in inside)
        for n, endpoint in enumerate(bounds.metapath, 1):
            yield self._is(endpoint, n)

    def _place(self, n: int) -> Iterator[str]:
        """What may not stand inside a chain, or only behind another of its kind."""
        barred = set() if self._rules.through_disease else {"Disease"}
        heads = False
        if not self._rules.any_predicate:
            heads = any(self._category(chain.hops[n].source) in HEADS for chain in self._chains)
            barred |= set() if heads else HEADS
        if barred:
            listed = ", ".join(f"msco:{name}" for name in sorted(barred))
            yield f"NOT EXISTS {{ ?n{n} a ?k{n} FILTER (?k{n} IN ({listed})) }}"
        if heads:
            yield self._behind(n)

    def _end(self) -> Iterator[str]:
        """The last step: no preparation behind what is none, and no effect without a mechanism."""
        hops, anywhere = self._hops, self._rules.any_predicate
        if not anywhere and any(self._category(chain.end) in HEADS for chain in self._chains):
            yield self._behind(hops)
        acting = {
            self._relation(chain.hops[-1].predicate)
            for chain in self._chains
            if chain.hops[-1].role in ("causal", "outcome")
        }
        before = any(self._category(chain.hops[-1].source) in HEADS for chain in self._chains)
        if acting and hops > 1 and (before or anywhere):
            yield f"?r{hops} NOT IN ({', '.join(sorted(acting))}) || !({_is_head(hops - 1)})"

    def _behind(self, n: int) -> str:
        return f"!({_is_head(n)}) || {_is_head(n - 1)}"

    def _category(self, entity: str) -> str:
        return self._found.corpus.entities[entity].category

    def _is(self, endpoint: Endpoint, n: int) -> str:
        """Whether an entity is one of an endpoint."""
        if len(endpoint.members) <= _MOST_LISTED:
            return f"?n{n} IN ({self._listed(endpoint.members, ', ')})"
        if endpoint.id == "any:hallmark":
            return f"EXISTS {{ ?n{n} msco:hallmark_of ?scheme }}"
        if endpoint.category not in load_vocabulary().categories:
            raise UsageError(f"{endpoint.category} is a category of another graph")
        return f"EXISTS {{ ?n{n} a msco:{endpoint.category} }}"

    def _relation(self, name: str) -> str:
        """The property of a relation; one of the ontology is written in short."""
        short = name in load_vocabulary().predicates
        return f"msco:{name}" if short else f"<{self._properties.term(name)}>"

    def _listed(self, entities: Iterable[str], between: str = " ") -> str:
        return between.join(f"<{self._names.expand(i)}>" for i in sorted(set(entities)))


def _way(hop: Hop) -> _Way:
    return _Way(hop.predicate, hop.sign, hop.role, hop.forward)


def _is_head(n: int) -> str:
    return f"EXISTS {{ ?n{n} a ?h{n} VALUES ?h{n} {{ {_HEADS} }} }}"


def _text(text: str) -> str:
    return write_term(Term("literal", text))
