"""From the address of a request to what it asks; whatever was not declared is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from msc_graph.exceptions import UsageError
from msc_graph.web.api.fields import Parameters

__all__ = ["read_parameters"]

P = TypeVar("P", bound=Parameters)

#: Characters of a value that are shown again to whoever sent it, and problems that are told.
_SHOWN, _TOLD = 60, 5


def read_parameters(model: type[P], path: Mapping[str, str], query: Iterable[tuple[str, str]]) -> P:
    """What a request asks.

    Parameters
    ----------
    model
        What may be asked.
    path, query
        Values of the path by name, and pairs of the query string, decoded.

    Raises
    ------
    UsageError
        Naming each parameter that is unknown, lacking, given twice or out of bounds.

    Examples
    --------
    >>> from msc_graph.web.api.parameters import Suggest
    >>> read_parameters(Suggest, {}, [("q", "alzh"), ("limit", "3")]).limit
    3
    """
    given: dict[str, list[str]] = {}
    for name, value in query:
        given.setdefault(name, []).append(value)
    several = {n for n, f in model.model_fields.items() if get_origin(f.annotation) is tuple}
    twice = [n for n, values in given.items() if n not in several and len(values) > 1]
    # A parameter of the path is none of the query string.
    unknown = [n for n in given if n not in model.model_fields or n in path]
    if twice or unknown:
        told = [f"{_shorten(n)} is unknown" for n in unknown]
        told += [f"{n} is given twice" for n in twice if n not in unknown]
        known = ", ".join(n for n in model.model_fields if n not in path)
        raise UsageError("; ".join(told[:_TOLD]), cure=f"known are {known or 'none'}")
    values = {n: v if n in several else v[0] for n, v in given.items()}
    try:
        return model.model_validate(values | dict(path))
    except ValidationError as error:
        problems = error.errors(include_url=False)
        told = list(dict.fromkeys(_tell(problem, given) for problem in problems))
        raise UsageError("; ".join(told[:_TOLD]), cure="see /api") from None


def _tell(problem: ErrorDetails, given: Mapping[str, list[str]]) -> str:
    """What is wrong with a parameter, in one line."""
    name = str(problem["loc"][0])
    if problem["type"] == "missing":
        return f"{name} is missing"
    reason = problem["msg"].removeprefix("Value error, ")
    for kind in ("Input", "String", "Tuple", "Value"):
        if reason.startswith(f"{kind} "):
            reason = "it" + reason.removeprefix(kind)
    if problem["type"] == "string_pattern_mismatch":
        reason = "it is not of the form that it should have"
    values = given.get(name, [])
    at = problem["loc"][1] if len(problem["loc"]) > 1 else 0
    value = values[at] if isinstance(at, int) and at < len(values) else ""
    return f"{name} is {_shorten(value)}: {reason}"


def _shorten(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
