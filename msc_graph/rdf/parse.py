"""Files of RDF, read without trust: bounded, offline, one clear error."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rdflib import Dataset, Graph

from msc_graph.exceptions import DataError
from msc_graph.vocabulary import BASE_IRI

__all__ = ["RDF_SUFFIXES", "parse_file", "quiet"]

#: Syntax by file name ending, as rdflib calls it.
RDF_SUFFIXES = {
    ".jsonld": "json-ld",
    ".nq": "nquads",
    ".nt": "nt",
    ".trig": "trig",
    ".ttl": "turtle",
}

#: Largest file that is read (bytes); rdflib needs some ten times as much memory.
MAX_BYTES = 1 << 30

_DETAIL = re.compile(r"[Bb]ad syntax \(([^)]*)\)")
_CHUNK = 2000


def parse_file(path: Path) -> Graph | Dataset:
    """Parse a file of RDF.

    Parameters
    ----------
    path
        A plain file, its syntax told by its ending: see `RDF_SUFFIXES`.

    Returns
    -------
    rdflib.Graph or rdflib.Dataset
        A dataset for the syntaxes that have named graphs.

    Raises
    ------
    DataError
        If the file cannot be read, is too large, not UTF-8, not of its syntax, or asks for a
        remote JSON-LD context.
    """
    syntax = RDF_SUFFIXES.get(path.suffix.casefold())
    if syntax is None:
        known = ", ".join(RDF_SUFFIXES)
        raise DataError("is no RDF file by its name", path=path, cure=f"end it in {known}")
    text = _read(path)
    if syntax == "json-ld":
        _check_json(path, text)
    grouped = syntax not in ("turtle", "nt")
    graph = Dataset(default_union=True) if grouped else Graph(bind_namespaces="none")
    try:
        with quiet():
            graph.parse(data=text, format=syntax, publicID=BASE_IRI)
    except RecursionError as error:
        raise DataError("is nested too deeply", path=path, cure="write it flat") from error
    except Exception as error:  # rdflib's parsers raise whatever their code stumbles over
        raise _explain(path, text, syntax, error) from error
    return graph


def _read(path: Path) -> str:
    try:
        if path.is_dir():
            raise DataError("is a directory", path=path, cure="name a file")
        if path.exists() and not path.is_file():
            raise DataError("is no plain file", path=path, cure="name a file")
        if path.stat().st_size > MAX_BYTES:
            raise DataError("is larger than 1 GiB", path=path, cure="split it")
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"cannot be read ({error.strerror})", path=path, cure="check the path and its rights"
        ) from error
    if not raw.strip():
        raise DataError("is empty", path=path, cure="write some RDF to it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError("is not UTF-8", path=path, line=line, cure="save it as UTF-8") from error


def _check_json(path: Path, text: str) -> None:
    """Refuse what would make the parser fetch something: contexts that are named, not given."""
    try:
        todo = [json.loads(text)]
    except json.JSONDecodeError as error:
        raise DataError(
            f"is not JSON ({error.msg})", path=path, line=error.lineno, cure="mend the syntax"
        ) from error
    except (RecursionError, ValueError) as error:
        raise DataError("is nested too deeply", path=path, cure="write it flat") from error
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo += value
        elif isinstance(value, dict):
            contexts = value.get("@context")
            named = contexts if isinstance(contexts, list) else [contexts]
            if "@import" in value or any(isinstance(c, str) for c in named):
                raise DataError(
                    "asks for a remote context", path=path, cure="write the context into the file"
                )
            todo += value.values()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from warning of its own deprecations and from logging every odd literal."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(level)


def _explain(path: Path, text: str, syntax: str, error: Exception) -> DataError:
    detail = _DETAIL.search(str(error))
    reason = f" ({detail[1]})" if detail else ""
    line = getattr(error, "lines", -1) + 1
    if syntax in ("nt", "nquads"):
        line = _find_bad_line(text, syntax)
    name = {"json-ld": "JSON-LD", "nt": "N-Triples", "nquads": "N-Quads", "trig": "TriG"}
    return DataError(
        f"is not {name.get(syntax, 'Turtle')}{reason}", path=path, line=line, cure="mend the syntax"
    )


def _find_bad_line(text: str, syntax: str) -> int:
    """The first line that is no statement; rdflib does not say, so it is searched in chunks."""
    lines = text.split("\n")
    for start in range(0, len(lines), _CHUNK):
        chunk = lines[start : start + _CHUNK]
        if not _is_sound("\n".join(chunk), syntax):
            bad = (n for n, line in enumerate(chunk) if not _is_sound(line, syntax))
            return start + next(bad, 0) + 1
    return 0


def _is_sound(text: str, syntax: str) -> bool:
    try:
        with quiet():
            Dataset().parse(data=text, format=syntax)
    except Exception:  # whatever the parser stumbles over
        return False
    return True
