"""IRIs of other graphs as ids: CURIEs where a prefix is known, else the IRI itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces, is_absolute
from msc_graph.vocabulary import load_prefixes

__all__ = ["Identifiers", "is_new_prefix", "missing_prefixes"]

#: Bases that other graphs use, besides those of our own map.
_OTHERS = {
    "DRUGBANK": "http://identifiers.org/drugbank/",
    "ENSEMBL": "http://identifiers.org/ensembl/",
    "MGI": "http://identifiers.org/mgi/",
    "NCBIGene": "http://identifiers.org/ncbigene/",
    "OMIM": "http://identifiers.org/omim/",
    "REACT": "http://www.reactome.org/PathwayBrowser/#/",
    "RGD": "http://identifiers.org/rgd/",
    "UMLS": "http://identifiers.org/umls/",
    "UniProtKB": "http://purl.uniprot.org/uniprot/",
    "biolink": STANDARD_PREFIXES["biolink"],
    "infores": "https://w3id.org/biolink/infores/",
}
#: Other spellings of a base, with its prefix.
_SPELLINGS = {
    "http://identifiers.org/hgnc/": "HGNC",
    "http://identifiers.org/pubmed/": "PMID",
    "http://www.ncbi.nlm.nih.gov/pubmed/": "PMID",
    "https://www.ncbi.nlm.nih.gov/pubmed/": "PMID",
    "https://pubmed.ncbi.nlm.nih.gov/": "PMID",
    "http://www.ncbi.nlm.nih.gov/gene/": "NCBIGene",
    "https://www.ncbi.nlm.nih.gov/gene/": "NCBIGene",
    "https://identifiers.org/ncbigene/": "NCBIGene",
    "https://identifiers.org/uniprot/": "UniProtKB",
    "http://identifiers.org/uniprot/": "UniProtKB",
    "http://identifiers.org/reactome/": "reactome",
    "http://identifiers.org/wikipathways/": "wikipathways",
    "http://id.nlm.nih.gov/mesh/": "mesh",
    "http://dx.doi.org/": "doi",
    "http://doi.org/": "doi",
    "http://w3id.org/biolink/vocab/": "biolink",
}
_OBO = re.compile(r"http://purl\.obolibrary\.org/obo/([A-Za-z][A-Za-z0-9]*)_([A-Za-z0-9_.-]+)")
#: Ontologies of OBO, besides those of our own map, that graphs of mechanisms use.
_OBO_PREFIXES = frozenset(
    {
        "BFO", "CLO", "DOID", "EMAPA", "ENVO", "FBbt", "FOODON", "IAO", "MA", "MAXO", "MP", "NCIT",
        "OBA", "PATO", "PR", "SO", "UPHENO", "WBbt", "XAO", "ZFA", "ZP",
    }
)  # fmt: skip
_SCHEMES = frozenset({"http", "https", "urn"})
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


class Identifiers:
    """Ids of IRIs.

    Parameters
    ----------
    prefixes
        IRI base by prefix, as a graph declares or binds them.

    Examples
    --------
    >>> ids = Identifiers({})
    >>> ids.find("http://purl.obolibrary.org/obo/DOID_1"), ids.find("http://x.org/a")
    ('DOID:1', 'http://x.org/a')
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        bases = {**load_prefixes(), **prefixes}
        taken = set(bases.values())
        more = {p: base for p, base in _OTHERS.items() if p not in bases and base not in taken}
        self.names = Namespaces({**more, **bases})
        self._cached = lru_cache(100_000)(self._find)

    def find(self, iri: str) -> str:
        """Id of an IRI."""
        return self._cached(iri)

    def _find(self, iri: str) -> str:
        found = self.names.compress(iri)
        if found is not None and self.names.is_known(found):
            return found
        for base, prefix in _SPELLINGS.items():
            if iri.startswith(base) and len(iri) > len(base):
                return f"{prefix}:{iri[len(base) :]}"
        match = _OBO.fullmatch(iri)
        return f"{match[1]}:{match[2]}" if match else iri


def is_new_prefix(prefix: str, base: str) -> bool:
    """Whether a prefix that a file binds adds anything to those that are known.

    Another name for a known base does not: `hgnc:` would keep what is known as `HGNC:` apart.

    Examples
    --------
    >>> is_new_prefix("ex", "http://x.org/"), is_new_prefix("hgnc", "http://identifiers.org/hgnc/")
    (True, False)
    """
    known = {**STANDARD_PREFIXES, **_OTHERS, **load_prefixes()}
    if not prefix or prefix in known or base in known.values() or base in _SPELLINGS:
        return False
    return is_absolute(base) and not _OBO.fullmatch(f"{base}1")


def missing_prefixes(ids: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """IRI bases for the prefixes of ids that have none yet, so that the graph can leave as RDF.

    What nobody knows is given to identifiers.org, which at least resolves a good many.

    Examples
    --------
    >>> missing_prefixes(["DOID:1", "X:1", "http://x.org/a", "plain"], {})
    {'DOID': 'http://purl.obolibrary.org/obo/DOID_', 'X': 'https://identifiers.org/X:'}
    """
    found = {i.partition(":")[0] for i in ids if ":" in i} - known.keys() - _SCHEMES
    return {prefix: _base(prefix) for prefix in sorted(found) if _PREFIX.fullmatch(prefix)}


def _base(prefix: str) -> str:
    if prefix in _OBO_PREFIXES:
        return f"{STANDARD_PREFIXES['obo']}{prefix}_"
    known = {**STANDARD_PREFIXES, **_OTHERS}
    return known.get(prefix, f"https://identifiers.org/{prefix}:")
