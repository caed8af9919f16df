"""What a trace is asked, as parameters of an address: read, put into one form, written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msc_graph.analysis.context import CONTEXT_COLUMNS
from msc_graph.analysis.paths import MAX_PATHS
from msc_graph.analysis.trace import MAX_HOPS
from msc_graph.exceptions import UsageError
from msc_graph.vocabulary import load_vocabulary

__all__ = ["MAX_NAMES", "TraceQuestion", "read_question"]

#: Longest name (characters), and most names of one kind.
_LONGEST, MAX_NAMES = 300, 10
#: Most chains that a page lists.
_MOST_CHAINS = 500
_SECONDS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?")
_TRUE, _FALSE = ("true", "1", "on", "yes"), ("false", "0", "off", "no")


class TraceQuestion(NamedTuple):
    """The two ends of a trace and what its chains must be like; see `TraceOptions`."""

    start: str = ""
    end: str = ""
    max_hops: int = 6
    top: int = 10
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    metapath: str = ""
    sign: str = ""
    same_study: bool = False
    study_types: tuple[str, ...] = ()
    context: tuple[tuple[str, str], ...] = ()
    background: bool = True
    engineered: bool = False
    through_disease: bool = False
    walk: str = "mechanism"
    undirected: bool = False
    max_paths: int = MAX_PATHS
    max_seconds: float | None = None

    def options(self) -> dict[str, Any]:
        """All but the ends, as `MechanismGraph.trace` takes it, without what is the default."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self._asdict().items()
            if name not in ("start", "end") and value != _DEFAULTS[name]
        }

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its address, always the same for the same question.

        Examples
        --------
        >>> TraceQuestion("SHP2", "AD", via=("mitophagy",), background=False).pairs()
        [('start', 'SHP2'), ('end', 'AD'), ('via', 'mitophagy'), ('background', 'false')]
        """
        found = [("start", self.start), ("end", self.end)] if self.start or self.end else []
        for name, value in self.options().items():
            if name == "context":
                found += [("context", f"{column}={text}") for column, text in value]
            elif name == "study_types":
                found += [("study_type", text) for text in value]
            elif isinstance(value, list):
                found += [(name, text) for text in value]
            elif isinstance(value, bool):
                found.append((name, str(value).lower()))
            else:
                found.append((name, _plain(value) if isinstance(value, float) else str(value)))
        return [(name, value) for name, value in found if value]

    def changed(self, field: str, value: Any) -> TraceQuestion:
        """The same question with another value of one field."""
        return TraceQuestion(**(self._asdict() | {field: value}))

    def constrained(self) -> bool:
        """Whether anything but the ends is said."""
        return bool(self.options())


_DEFAULTS = TraceQuestion()._asdict()


def read_question(pairs: Iterable[tuple[str, str]]) -> TraceQuestion:
    """The question that parameters ask; those that are empty, or not ours, say nothing.

    Raises
    ------
    UsageError
        If a value is none that there is.

    Examples
    --------
    >>> read_question([("start", " SHP2 "), ("end", "AD"), ("via", ""), ("context_disease", "AD")])
    TraceQuestion(start='SHP2', end='AD', ..., context=(('disease', 'AD'),), ...)
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        text = value.strip()
        if text:
            given.setdefault(name, []).append(_bounded(name, text))
    read: dict[str, Any] = {}
    for name, reading in _READERS.items():
        if name in given:
            read |= reading(given[name])
    contexts = tuple(dict.fromkeys(_read_contexts(given)))
    return TraceQuestion(**read, context=contexts)


def _plain(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".")


def _bounded(name: str, text: str) -> str:
    if len(text) > _LONGEST:
        raise UsageError(f"{name} is too long", cure=f"write at most {_LONGEST} characters")
    return text


def _text(name: str) -> Callable[[Sequence[str]], dict[str, Any]]:
    return lambda values: {name: values[-1]}


def _texts(name: str) -> Callable[[Sequence[str]], dict[str, Any]]:
    def read(values: Sequence[str]) -> dict[str, Any]:
        names = tuple(dict.fromkeys(values))
        if len(names) > MAX_NAMES:
            raise UsageError(f"{name} has {len(names)} values", cure=f"name at most {MAX_NAMES}")
        return {name: names}

    return read


def _number(name: str, most: int) -> Callable[[Sequence[str]], dict[str, Any]]:
    def read(values: Sequence[str]) -> dict[str, Any]:
        text = values[-1]
        if not (text.isascii() and text.isdecimal() and len(text) < 7 and 1 <= int(text) <= most):
            raise UsageError(f"{name} is {text[:20]!r}", cure=f"write a whole number, 1 to {most}")
        return {name: int(text)}

    return read


def _seconds(values: Sequence[str]) -> dict[str, Any]:
    text = values[-1]
    if not (_SECONDS.fullmatch(text) and float(text) > 0):
        raise UsageError(f"max_seconds is {text[:20]!r}", cure="write a number above 0")
    return {"max_seconds": float(text)}


def _one_of(name: str, *allowed: str) -> Callable[[Sequence[str]], dict[str, Any]]:
    def read(values: Sequence[str]) -> dict[str, Any]:
        if values[-1] not in allowed:
            raise UsageError(
                f"{name} is {values[-1][:20]!r}", cure=f"choose {' or '.join(allowed)}"
            )
        return {name: values[-1]}

    return read


def _some_of(name: str, allowed: Sequence[str]) -> Callable[[Sequence[str]], dict[str, Any]]:
    def read(values: Sequence[str]) -> dict[str, Any]:
        wrong = [value for value in values if value not in allowed]
        if wrong:
            raise UsageError(f"{name} has {wrong[0][:20]!r}", cure=f"choose {', '.join(allowed)}")
        return {name: tuple(value for value in allowed if value in values)}

    return read


def _truth(name: str, *, turned: bool = False) -> Callable[[Sequence[str]], dict[str, Any]]:
    def read(values: Sequence[str]) -> dict[str, Any]:
        word = values[-1].casefold()
        if word not in (*_TRUE, *_FALSE):
            raise UsageError(f"{name} is {values[-1][:20]!r}", cure="write true or false")
        return {name: (word in _TRUE) is not turned}

    return read


def _read_contexts(given: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for pair in given.get("context", ()):
        column, _, name = (part.strip() for part in pair.partition("="))
        if column not in CONTEXT_COLUMNS or not name:
            columns = ", ".join(f"{c}=" for c in CONTEXT_COLUMNS)
            raise UsageError(f"context is {pair[:40]!r}", cure=f"write {columns} and a name")
        yield column, name
    for column in CONTEXT_COLUMNS:
        for name in given.get(f"context_{column}", ()):
            yield column, name


_STUDY_TYPES = load_vocabulary().tokens["study_type"]
#: What is read of each parameter.
_READERS: dict[str, Callable[[Sequence[str]], dict[str, Any]]] = {
    "start": _text("start"),
    "end": _text("end"),
    "max_hops": _number("max_hops", MAX_HOPS),
    "top": _number("top", _MOST_CHAINS),
    "via": _texts("via"),
    "avoid": _texts("avoid"),
    "metapath": _text("metapath"),
    "sign": _one_of("sign", "+", "-"),
    "same_study": _truth("same_study"),
    "study_type": _some_of("study_types", _STUDY_TYPES),
    "background": _truth("background"),
    "no_background": _truth("background", turned=True),  # as the command line has it
    "engineered": _truth("engineered"),
    "through_disease": _truth("through_disease"),
    "walk": _one_of("walk", "mechanism", "any"),
    "undirected": _truth("undirected"),
    "max_paths": _number("max_paths", MAX_PATHS),
    "max_seconds": _seconds,
}
