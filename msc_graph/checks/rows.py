"""What one row of each table must be like, as pydantic models: one message per bad cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    create_model,
)

from msc_graph.curation.layout import ENTITY_COLUMNS, PLAIN_TABLES, REFERENCE_COLUMNS
from msc_graph.records import STATEMENT_COLUMNS
from msc_graph.vocabulary import load_vocabulary

__all__ = ["ROW_COLUMNS", "find_bad_cells", "row_model"]

#: Tables by the name that checks know them by; `entities` and `statements` are folders of tables.
ROW_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "entities": ENTITY_COLUMNS,
    "statements": STATEMENT_COLUMNS,
    "references.tsv": REFERENCE_COLUMNS,
    **PLAIN_TABLES,
}

_ID = r"[A-Za-z][A-Za-z0-9.]*:\S+"


def _pattern(pattern: str) -> Any:
    return Annotated[str, StringConstraints(pattern=f"^(?:{pattern})$")]


def _one_of(column: str, *, optional: bool = False) -> Any:
    allowed = load_vocabulary().tokens[column]

    def check(value: str) -> str:
        if value not in allowed and not (optional and not value):
            raise ValueError(f"choose {', '.join(allowed)}{' or nothing' if optional else ''}")
        return value

    return Annotated[str, AfterValidator(check)]


def _each_once(value: str) -> str:
    values = value.split("|")
    if len(set(values)) != len(values):
        raise ValueError("a value stands twice")
    if "" in values and value:
        raise ValueError("an empty value stands between two bars")
    return value


TEXT = str
FILLED = Annotated[str, StringConstraints(min_length=1)]
LIST = Annotated[str, AfterValidator(_each_once)]
CURIE = _pattern(_ID)
CURIES = Annotated[str, StringConstraints(pattern=rf"^(?:{_ID.replace('S+', 'S+?')}(?:\|{_ID.replace('S+', 'S+?')})*)?$"), AfterValidator(_each_once)]  # fmt: skip
NUMBER = _pattern(r"(?:\d+(?:\.\d+)?(?:e\d+)?)?")
CITED = Annotated[str, StringConstraints(pattern=r"^(?:[a-z]+\d{4}:\d+(?:\|[a-z]+\d{4}:\d+)*)?$")]
FINGERPRINT = _pattern(r"(?:\d+:[0-9a-f]{64})?")

#: Types of cells that are not free text, by table and column.
_CELLS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "entities": lambda: {
        "id": CURIE, "label": FILLED, "synonyms": LIST, "xrefs": CURIES, "broader": CURIES,
        "occurs_in": CURIES, "taxon": _pattern(r"(?:NCBITaxon:\d+)?"),
    },
    "statements": lambda: {
        "subject_id": CURIE, "subject_label": FILLED, "object_id": CURIE, "object_label": FILLED,
        "predicate": FILLED, "level": _one_of("level", optional=True), "negated": _pattern("(?:true)?"),
        "stance": _one_of("stance"), "certainty": _one_of("certainty"), "basis": _one_of("basis"),
        "study_type": _one_of("study_type"), "reference": _pattern(f"(?:{_ID})?"), "cited_as": CITED,
        "n": _pattern(r"\d*"), "controlled": _pattern("(?:yes|no)?"), "fingerprint": FINGERPRINT,
        "disease": LIST, "species": LIST, "model": LIST, "cell_type": LIST, "msc_source": LIST,
        "preparation": LIST, "route": LIST,
    },
    "references.tsv": lambda: {
        "id": CURIE, "title": FILLED, "year": _pattern(r"(?:19|20)\d\d|"), "pmid": _pattern(r"\d{0,8}"),
        "doi": _pattern(r"(?:10\.\d{4,9}/\S+)?"), "cited_as": CITED,
    },
    "studies.tsv": lambda: {
        "id": FILLED, "reference": CURIE, "cited_as": CITED, "dose_value": TEXT,
        "follow_up_days": NUMBER, "size_nm_min": NUMBER, "size_nm_max": NUMBER,
        "dose_basis": _pattern("cells|cell equivalents|protein mass|particles|mass per kg|concentration|not stated"),
    },
    "trials.tsv": lambda: {"id": FILLED, "enrolment": _pattern(r"\d*")},
    "sources.tsv": lambda: {"msc_source": FILLED},
    "comparisons.tsv": lambda: {
        "id": FILLED, "arm_a": FILLED, "arm_b": FILLED, "criterion": FILLED,
        "direction": _pattern("better|equal|worse|not_compared"), "fingerprint": FINGERPRINT,
    },
    "errata.tsv": lambda: {"id": FILLED, "places": FILLED, "said": FILLED, "resolution": FILLED},
    "mappings.sssom.tsv": lambda: {
        "subject_id": CURIE, "predicate_id": _pattern(r"skos:(?:exact|close|broad|narrow|related)Match"),
        "object_id": CURIE, "mapping_justification": _pattern(r"semapv:\w+"),
    },
}  # fmt: skip


def row_model(table: str) -> type[BaseModel]:
    """Model of a row; unnamed cells are free text."""
    special = _CELLS[table]()
    fields: dict[str, Any] = {c: (special.get(c, TEXT), ...) for c in ROW_COLUMNS[table]}
    config = ConfigDict(extra="forbid", frozen=True)
    return create_model(f"Row of {table}", __config__=config, **fields)


def find_bad_cells(model: type[BaseModel], row: Mapping[str, str]) -> list[tuple[str, str]]:
    """Column and complaint of every bad cell of a row.

    Examples
    --------
    >>> cells = dict.fromkeys(ROW_COLUMNS["sources.tsv"], "")
    >>> find_bad_cells(row_model("sources.tsv"), cells)
    [('msc_source', "'': String should have at least 1 character")]
    """
    try:
        model(**row)
    except ValidationError as error:
        return [
            (str(item["loc"][0]), f"{_shorten(row.get(str(item['loc'][0]), ''))!r}: {item['msg']}")
            for item in error.errors()
        ]
    return []


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
