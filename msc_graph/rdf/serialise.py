"""RDF as text: the same records give the same bytes in every run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.rdf.dataset import Quad, iterate_quads
from msc_graph.rdf.jsonld import render_jsonld
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.nquads import render_nquads, render_ntriples
from msc_graph.rdf.turtle import render_trig, render_turtle

__all__ = ["RDF_FORMATS", "serialise"]

_RENDERERS: Mapping[str, Callable[[Iterable[Quad], Mapping[str, str]], str]] = {
    "jsonld": lambda quads, _: render_jsonld(quads),
    "nquads": lambda quads, _: render_nquads(quads),
    "ntriples": lambda quads, _: render_ntriples(quads),
    "trig": render_trig,
    "turtle": render_turtle,
}

RDF_FORMATS = tuple(_RENDERERS)


def serialise(corpus: Corpus, form: str) -> str:
    """Write a corpus in an RDF syntax.

    Parameters
    ----------
    corpus
        The records.
    form
        `jsonld`, `nquads` or `trig`, with all graphs by name; `ntriples` or `turtle`, with their
        union as one graph.

    Raises
    ------
    UsageError
        If there is no such syntax, or an id has a prefix that the corpus does not know.

    Examples
    --------
    >>> from msc_graph.curation.corpus import Corpus
    >>> "msco:Entity a owl:Class" in serialise(Corpus({}, {}, {}), "turtle")
    True
    """
    if form not in _RENDERERS:
        raise UsageError(
            f"no RDF syntax is called {form!r}", cure=f"choose {', '.join(RDF_FORMATS)}"
        )
    return _RENDERERS[form](iterate_quads(corpus), Namespaces(corpus.prefixes).declared())
