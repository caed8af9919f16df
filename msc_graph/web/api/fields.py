"""Kinds of values that a query string may hold, each with its bounds; everything else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from msc_graph.analysis.context import CONTEXT_COLUMNS
from msc_graph.analysis.names import MAX_NAME
from msc_graph.vocabulary import load_vocabulary
from msc_graph.web.cursors import CURSOR

__all__ = [
    "BLANK",
    "NUMBER",
    "SOME_ITEMS",
    "WHOLE",
    "Context",
    "Cursor",
    "Flag",
    "Limit",
    "Name",
    "Parameters",
    "Sign",
    "Status",
    "StudyType",
    "context_pairs",
]

#: Items of a page at most, and unless told otherwise.
MOST_ITEMS, SOME_ITEMS = 1000, 100
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_STUDY_TYPES = load_vocabulary().tokens["study_type"]
_COLUMNS = "|".join(CONTEXT_COLUMNS)


class Parameters(BaseModel):
    """What a request may say: the parameters declared and no other, each within its bounds."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _read(pattern: re.Pattern[str], make: Callable[[str], Any], kind: str) -> BeforeValidator:
    """Reads a text as a number, and only as plain digits."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not pattern.fullmatch(value):
            raise ValueError(f"it should be {kind}")
        return make(value)

    return BeforeValidator(read)


def _read_flag(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("it should be true or false")
        return value == "true"
    return value


def _read_sign(value: Any) -> Any:
    """A plus sign that was not percent-encoded arrives as a blank."""
    return "+" if value == " " else value


Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
#: What is stripped from a name, as part of a class of characters: what counts as white space
#: differs between the engines that read a description.
BLANK = r"\s\x00-\x1f\x7f-\xa0"
Flag = Annotated[bool, BeforeValidator(_read_flag)]
#: Read a number; to be named after its bounds.
WHOLE = _read(_WHOLE, int, "a whole number")
NUMBER = _read(_NUMBER, float, "a number, written in digits")
Sign = Annotated[Literal["+", "-"], BeforeValidator(_read_sign)]
Status = Literal["accepted", "disputed", "superseded"]
Limit = Annotated[
    int, Field(ge=1, le=MOST_ITEMS, description="Items of a page at most.", examples=[20]), WHOLE
]
Cursor = Annotated[
    str,
    Field(
        pattern=f"^{CURSOR}$",
        description="Where the page begins: as `next` of the page before it has it, nothing else.",
    ),
]


def _check_study_type(value: str) -> str:
    if value not in _STUDY_TYPES:
        raise ValueError(f"it should be one of {', '.join(_STUDY_TYPES)}")
    return value


StudyType = Annotated[
    str, Field(json_schema_extra={"enum": list(_STUDY_TYPES)}), AfterValidator(_check_study_type)
]


def _check_context(pair: str) -> str:
    column, equals, name = pair.partition("=")
    if column not in CONTEXT_COLUMNS or not equals or not name.strip():
        raise ValueError(f"it should be COLUMN=NAME, with a column of {', '.join(CONTEXT_COLUMNS)}")
    return pair


Context = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_NAME + max(map(len, CONTEXT_COLUMNS)) + 1,
        json_schema_extra={"pattern": rf"^({_COLUMNS})=\s*[^{BLANK}]"},
    ),
    AfterValidator(_check_context),
]


def context_pairs(pairs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Column and name of each `COLUMN=NAME`.

    Examples
    --------
    >>> context_pairs(("disease=osteoarthritis",))
    [('disease', 'osteoarthritis')]
    """
    parted = (pair.partition("=") for pair in pairs)
    return [(column, name.strip()) for column, _, name in parted]
