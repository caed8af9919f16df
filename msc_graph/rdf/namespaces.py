"""CURIEs and IRIs: one prefix map, the longest base wins, the way back is exact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from msc_graph.exceptions import UsageError
from msc_graph.vocabulary import BASE_IRI, ONTOLOGY_IRI

__all__ = ["STANDARD_PREFIXES", "Namespaces", "escape_local", "is_absolute"]

#: Prefixes that RDF and queries may use besides those of the prefix map.
STANDARD_PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "bibo": "http://purl.org/ontology/bibo/",
        "biolink": "https://w3id.org/biolink/vocab/",
        "cito": "http://purl.org/spar/cito/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "mscg": BASE_IRI,
        "msco": ONTOLOGY_IRI,
        "obo": "http://purl.obolibrary.org/obo/",
        "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prism": "http://prismstandard.org/namespaces/basic/2.0/",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

#: What may stand unescaped after the base of an IRI; brackets and `#` are legal only in places.
_LEGAL = (
    "A-Za-z0-9._~!$&'()*+,;=:@/?%\\-"
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "\U000e1000-\U000efffd"
)
#: White space of any alphabet is legal by the letter, and rdflib cannot read it in N-Triples.
_ILLEGAL = re.compile(f"[^{_LEGAL}]|\\s")
_OURS = re.compile("(?:%[0-9A-F]{2})+")
#: A per cent sign that is no escape, or that starts an escape which we would have written.
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})|%(?=[0-9A-F]{2})")
_PREFIX = re.compile("[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ABSOLUTE = re.compile("(?:[A-Za-z][A-Za-z0-9+.-]*://|urn:)[^ ]")


class Namespaces:
    """The prefix map of a graph, both ways.

    Characters that an IRI may not hold are percent-encoded, so that a DOI such as
    `10.1002/(SICI)1<1::AID-X>3.0.CO;2-2` survives the way there and back unchanged.

    Parameters
    ----------
    prefixes
        IRI base by prefix, as `load_prefixes` gives it.

    Raises
    ------
    UsageError
        If a base is no absolute IRI.

    Examples
    --------
    >>> names = Namespaces({"mscg": "https://x.org/", "msco": "https://x.org/o/"})
    >>> names.expand("msco:a<b")
    'https://x.org/o/a%3Cb'
    >>> names.compress("https://x.org/o/a%3Cb")
    'msco:a<b'
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(prefixes)
        for prefix, base in self.prefixes.items():
            if not is_absolute(base):
                raise UsageError(
                    f"prefix {prefix!r} stands for {base!r}, which is no IRI",
                    cure="mend prefixes.json",
                )
        ordered = sorted(self.prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._bases = tuple((base, prefix) for prefix, base in ordered)
        self._expanded: dict[str, str] = {}

    def expand(self, curie: str) -> str:
        """IRI of a CURIE; an absolute IRI is taken as it is.

        Raises
        ------
        UsageError
            If the prefix is unknown, nothing follows it, or the CURIE is another spelling of one
            with a longer base.
        """
        iri = self._expanded.get(curie)
        if iri is None:
            iri = self._expanded[curie] = self._expand(curie)
        return iri

    def _expand(self, curie: str) -> str:
        prefix, _, local = curie.partition(":")
        base = self.prefixes.get(prefix)
        if base is None:
            if is_absolute(curie):
                return curie
            raise UsageError(
                f"{curie!r} has the unknown prefix {prefix!r}", cure=self._cure(prefix)
            )
        if not local:
            raise UsageError(f"{curie!r} names nothing", cure="write something after the colon")
        iri = base + escape_local(local)
        usual = self.compress(iri)
        if usual != curie:
            raise UsageError(f"{curie!r} is not the usual spelling", cure=f"write {usual}")
        return iri

    def compress(self, iri: str) -> str | None:
        """CURIE of an IRI, or None where no base fits.

        An IRI whose escapes we would not have written that way has no CURIE either.
        """
        for base, prefix in self._bases:
            if iri.startswith(base) and len(iri) > len(base):
                local = iri[len(base) :]
                if "%" not in local:
                    return None if _ILLEGAL.search(local) else f"{prefix}:{local}"
                for candidate in (_decode(local), local):
                    if escape_local(candidate) == local:
                        return f"{prefix}:{candidate}"
                return None
        return None

    def is_known(self, curie: str) -> bool:
        """Whether the CURIE or IRI can be written as an IRI."""
        try:
            self.expand(curie)
        except UsageError:
            return False
        return True

    def declared(self) -> dict[str, str]:
        """Prefixes that RDF texts and queries know: those of the map, and the standard ones.

        The standard ones keep their meaning, and a prefix that Turtle and SPARQL could not write
        is left out.
        """
        writable = {p: base for p, base in self.prefixes.items() if _PREFIX.fullmatch(p)}
        return dict(sorted({**writable, **STANDARD_PREFIXES}.items()))

    def _cure(self, prefix: str) -> str:
        same = [p for p in self.prefixes if p.casefold() == prefix.casefold()]
        return f"write {same[0]}:" if same else "use a prefix of prefixes.json"


def is_absolute(text: str) -> bool:
    """Whether a text is an absolute IRI that needs no escaping.

    Examples
    --------
    >>> is_absolute("https://x.org/a#b"), is_absolute("HGNC:1"), is_absolute("https://x.org/<")
    (True, False, False)
    """
    return bool(
        _ABSOLUTE.match(text)
        and not _ILLEGAL.search(text.replace("#", "", 1))
        and not _BARE_PERCENT.search(text)
    )


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def escape_local(local: str) -> str:
    """Text that may follow the base of an IRI: what is illegal there is percent-encoded.

    Examples
    --------
    >>> escape_local("a b")
    'a%20b'
    """
    text = _PERCENT.sub(_escape_percent, local) if "%" in local else local
    return _ILLEGAL.sub(lambda match: _escape(match[0]), text)


def _escape_percent(match: re.Match[str]) -> str:
    """`%25`, unless the escape that starts here denotes a legal character and may stay."""
    run = _OURS.match(match.string, match.start())
    return "%25" if run is None or _is_ours(run[0]) else "%"


def _is_ours(run: str) -> bool:
    """Whether the escape at the start of a run is one that `escape_local` writes."""
    decoded = _first(run)
    return decoded is not None and (decoded == "%" or bool(_ILLEGAL.match(decoded)))


def _first(run: str) -> str | None:
    """The first character that a run of escapes denotes, or None."""
    raw = bytes.fromhex(run.replace("%", ""))
    for width in range(1, min(4, len(raw)) + 1):
        try:
            return raw[:width].decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            continue
    return None


def _decode(local: str) -> str:
    return _OURS.sub(lambda match: _decode_run(match[0]), local)


def _decode_run(run: str) -> str:
    parts = []
    while run:
        character = _first(run) if _is_ours(run) else None
        width = 3 * len(character.encode("utf-8", "surrogatepass")) if character else 3
        parts.append(character or run[:width])
        run = run[width:]
    return "".join(parts)
