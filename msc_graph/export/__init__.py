"""The graph in other people's formats."""

from __future__ import annotations

from pathlib import Path

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError

__all__ = ["FORMATS", "write_export"]

#: RDF syntaxes, and the formats of `graph_formats`; `kgx` is a folder of two files.
RDF_FORMATS = ("turtle", "trig", "nquads", "jsonld")
FORMATS = (*RDF_FORMATS, "kgx", "graphml", "gexf", "cyjs", "sif", "csv")


def write_export(corpus: Corpus, form: str, path: Path, *, force: bool = False) -> list[Path]:
    """Write the whole graph in one format and say which files were written.

    Raises
    ------
    UsageError
        If there is no such format.
    OutputError
        If the path cannot be written, or exists and `force` is false.
    """
    if form == "kgx":
        from msc_graph.export.kgx import write_kgx

        return write_kgx(corpus, path, force=force)
    from msc_graph.curation.tables import write_text

    write_text(path, _render(corpus, form), force=force)
    return [path]


def _render(corpus: Corpus, form: str) -> str:
    if form in RDF_FORMATS:
        from msc_graph.store.serialise import serialise

        return serialise(corpus, form)
    from msc_graph.export.graph_formats import GRAPH_FORMATS

    if form not in GRAPH_FORMATS:
        raise UsageError(f"no format is called {form!r}", cure=f"choose {', '.join(FORMATS)}")
    return GRAPH_FORMATS[form](corpus)
