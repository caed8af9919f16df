"""Parts of a graph elsewhere brought here: what is said of some things, asked for in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import DCTERMS, PROV, RDF, RDFS, SH, SKOS, BNode, URIRef
from rdflib.term import Literal, Node

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import StoreError
from msc_graph.rdf.decode import decode_graph
from msc_graph.rdf.namespaces import is_absolute
from msc_graph.rdf.terms import (
    CONTEXT_LINKS,
    IN_TAXON,
    MSCO,
    OBOINOWL,
    OCCURS_IN,
    REFERENCE_TEXTS,
    predicate_term,
)
from msc_graph.records import Entity
from msc_graph.store.base import DEFAULT_TIMEOUT, Answer, Term
from msc_graph.store.bindings import write_term
from msc_graph.store.endpoint import EndpointStore
from msc_graph.vocabulary import load_prefixes, load_vocabulary

__all__ = ["MAX_STATEMENTS", "Fetcher"]

#: Statements that are brought here at most.
MAX_STATEMENTS = 50_000
#: Rows or triples that one answer may have.
MAX_ROWS = 500_000
#: Things that one query names.
_BATCH = 200

Triples = set[tuple[Node, Node, Node]]

_ENTITY = (
    RDF.type, RDFS.label, SKOS.altLabel, SKOS.broader, OBOINOWL.hasDbXref, OCCURS_IN, IN_TAXON,
    DCTERMS.description, MSCO.kind, MSCO.listedOrder,
)  # fmt: skip
_REFERENCE = (RDF.type, RDFS.label, *REFERENCE_TEXTS.values(), MSCO.cited_as, MSCO.listedOrder)
_CONTEXTS = frozenset(CONTEXT_LINKS.values())

_OUT = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {{nodes}} }} {terms} ?s ?p ?o . }}"
_IN = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?o {{ {{nodes}} }} {terms} ?s ?p ?o . }}"
_EVIDENCE = (
    "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?claim { {nodes} } "
    f"?claim <{MSCO.evidence}> ?s . ?s ?p ?o . }}"
)
_CLAIMS = "SELECT DISTINCT ?claim WHERE {{ VALUES ?node {{ {{nodes}} }} ?claim <{end}> ?node . }}"


class Fetcher:
    """Asks one engine for parts of its graph; what is asked is written here, not by a user.

    Parameters
    ----------
    store
        The engine.
    timeout
        Seconds that each query may take.
    """

    def __init__(self, store: EndpointStore, timeout: float = DEFAULT_TIMEOUT) -> None:
        self._store = store
        self._timeout = timeout

    def rows(self, template: str, nodes: Iterable[str]) -> Iterator[tuple[Term, ...]]:
        """Rows of a SELECT, all of them bound, asked of so many nodes at a time.

        Parameters
        ----------
        template
            The query, with `{nodes}` where IRIs are to stand.
        nodes
            IRIs.

        Raises
        ------
        StoreError
            If the engine fails, or a limit stopped it.
        """
        for text in _fill(template, nodes):
            for row in self._ask(text, "select").rows:
                yield tuple(term for term in row if term is not None)

    def _triples(self, template: str, nodes: Iterable[str]) -> Triples:
        found: Triples = set()
        for text in _fill(template, nodes):
            for s, p, o in self._ask(text, "construct").triples:
                found.add((_to_node(s), _to_node(p), _to_node(o)))
        return found

    def _ask(self, text: str, kind: str) -> Answer:
        return self._store.query_trusted(text, kind, timeout=self._timeout, limit=MAX_ROWS)

    def entities(self, iris: Iterable[str], prefixes: Mapping[str, str]) -> Mapping[str, Entity]:
        """Entities of IRIs, by id; what is none is left out."""
        return decode_graph(self._describe(iris), prefixes).corpus.entities

    def _describe(self, entities: Iterable[str]) -> Triples:
        """What is said of entities themselves, beside their relations."""
        return self._triples(_OUT.format(terms=_values(_ENTITY)), entities)

    def prefixes(self) -> dict[str, str]:
        """IRI base by prefix: what the graph declares, and the shipped map."""
        text = f"SELECT ?prefix ?base WHERE {{ ?x <{SH.prefix}> ?prefix ; <{SH.namespace}> ?base }}"
        rows = self._ask(text, "select").rows
        found = {p.value: b.value for p, b in rows if p and b and is_absolute(b.value)}
        return load_prefixes() | found

    def corpus(
        self, nodes: Iterable[str], others: Iterable[str], prefixes: Mapping[str, str]
    ) -> Corpus:
        """Records of some entities, of all statements on them, and of their evidence.

        Parameters
        ----------
        nodes
            IRIs of the entities whose statements are wanted.
        others
            IRIs of entities that are only described.
        prefixes
            IRI base by prefix.

        Raises
        ------
        StoreError
            If there is too much of it.
        """
        known = sorted(set(nodes))
        claims = {
            claim.value
            for end in (RDF.subject, RDF.object)
            for (claim,) in self.rows(_CLAIMS.format(end=end), known)
            if claim.kind == "iri"
        }
        if len(claims) > MAX_STATEMENTS:
            raise StoreError(
                f"{len(claims)} statements lie between the ends, more than {MAX_STATEMENTS}",
                cure="lower --max-hops",
            )
        relations = _values([predicate_term(name) for name in load_vocabulary().predicates])
        triples = self._triples(_OUT.format(terms=""), claims)
        ends = {o for _, p, o in triples if p in (RDF.subject, RDF.object)}
        evidence = self._triples(_EVIDENCE, claims)
        papers = {str(o) for _, p, o in evidence if p == PROV.wasDerivedFrom}
        contexts = {str(o) for _, p, o in evidence if p in _CONTEXTS}
        # A relation that no statement states is one all the same.
        bare = self._triples(_OUT.format(terms=relations), known)
        bare |= self._triples(_IN.format(terms=relations), known)
        ends |= {end for s, _, o in bare for end in (s, o)}
        described = {str(end) for end in ends if isinstance(end, URIRef)} | {*known, *others}
        triples |= evidence | bare | self._describe(described)
        triples |= self._triples(_OUT.format(terms=_values(_REFERENCE)), papers)
        triples |= self._triples(_OUT.format(terms=_values([RDFS.label])), contexts - described)
        return decode_graph(triples, prefixes).corpus


def _fill(template: str, nodes: Iterable[str]) -> Iterator[str]:
    written = [write_term(Term("iri", node)) for node in sorted(set(nodes)) if is_absolute(node)]
    for start in range(0, len(written), _BATCH):
        yield template.replace("{nodes}", " ".join(written[start : start + _BATCH]))


def _values(terms: Sequence[URIRef]) -> str:
    return f"VALUES ?p {{ {' '.join(f'<{term}>' for term in terms)} }}"


def _to_node(term: Term) -> Node:
    if term.kind == "iri":
        return URIRef(term.value)
    if term.kind == "bnode":
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = not term.datatype or term.datatype.endswith("#string")
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype), normalize=False)
