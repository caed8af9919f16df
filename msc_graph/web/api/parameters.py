"""What each route of `/api` may be asked: the one declaration for validation and description."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from msc_graph.analysis.paths import MAX_PATHS
from msc_graph.analysis.suggest import MAX_SUGGESTIONS
from msc_graph.analysis.trace import MAX_HOPS, MOST_CHAINS
from msc_graph.web.api.fields import (
    BLANK,
    NUMBER,
    SOME_ITEMS,
    WHOLE,
    Context,
    Cursor,
    Flag,
    Limit,
    Name,
    Parameters,
    Sign,
    Status,
    StudyType,
    context_pairs,
)
from msc_graph.web.settings import Settings, bound_search

__all__ = [
    "Entities",
    "EntityCard",
    "Paged",
    "PaperCard",
    "Question",
    "Reach",
    "Resolve",
    "StatementCard",
    "Statements",
    "Stats",
    "Suggest",
    "Trace",
]

#: A step of a metapath: something beside white space.
_STEP = rf"[^>]*[^>{BLANK}][^>]*"
_AVOIDED = "Entity, or any:CATEGORY, that must not stand inside a chain; may be repeated."
_SHOWN_IN = "Only what was shown in such studies; may be repeated."


class Paged(Parameters):
    """A list that comes in pages."""

    limit: Limit = SOME_ITEMS
    cursor: Cursor | None = None


class Resolve(Parameters):
    """Names to look up."""

    term: Annotated[
        tuple[Name, ...],
        Field(
            min_length=1,
            max_length=100,
            description="A name, synonym or id as people write it; may be repeated.",
            examples=[["miRNA-146a", "AD"]],
        ),
    ]


class Suggest(Parameters):
    """The beginning of a name."""

    q: Annotated[Name, Field(description="What was typed so far.", examples=["alzh"])]
    limit: Annotated[
        int, Field(ge=1, le=MAX_SUGGESTIONS, description="Suggestions at most."), WHOLE
    ] = 10


class EntityCard(Paged):
    """One entity."""

    entity: Annotated[
        Name, Field(description="Id, label or synonym of an entity.", examples=["HGNC:9644"])
    ]


class Entities(Paged):
    """Which entities to list."""

    category: Annotated[
        Name | None,
        Field(description="Category, by name or label.", examples=["MicroRNA"]),
    ] = None
    q: Annotated[
        Name | None,
        Field(description="What a name of the entity holds, in any spelling.", examples=["mir-21"]),
    ] = None


class Statements(Paged):
    """Conditions on a statement; all that are given must hold."""

    subject: Annotated[
        Name | None, Field(description="Its subject, by name or id.", examples=["miR-144-5p"])
    ] = None
    predicate: Annotated[
        tuple[Name, ...],
        Field(max_length=100, description="One of its predicates; may be repeated."),
    ] = ()
    object: Annotated[Name | None, Field(description="Its object, by name or id.")] = None
    entity: Annotated[Name | None, Field(description="An entity at either end.")] = None
    subject_category: Annotated[
        Name | None, Field(description="Category of the subject, by name or label.")
    ] = None
    object_category: Annotated[
        Name | None, Field(description="Category of the object, by name or label.")
    ] = None
    category: Annotated[Name | None, Field(description="Category of either end.")] = None
    status: Annotated[
        tuple[Status, ...],
        Field(max_length=10, description="Its standing after the errata; may be repeated."),
    ] = ()
    sign: Annotated[
        Annotated[int, Field(ge=-1, le=1), WHOLE] | None,
        Field(description="Sign of its predicate: 1, -1, or 0 for none."),
    ] = None
    negated: Annotated[Flag | None, Field(description="Whether it denies the claim.")] = None
    reference: Annotated[
        Name | None,
        Field(description="Id of a paper that evidence of it is of.", examples=["PMID:32612165"]),
    ] = None
    study_type: Annotated[tuple[StudyType, ...], Field(max_length=10, description=_SHOWN_IN)] = ()

    def wanted(self) -> dict[str, Any]:
        """Conditions by the fields of `msc_graph.analysis.selection.Conditions`."""
        several = {
            "predicates": self.predicate,
            "statuses": self.status,
            "study_types": self.study_type,
        }
        single = self.model_dump(
            exclude={"limit", "cursor", "predicate", "status", "study_type"}, exclude_none=True
        )
        return single | {name: list(values) for name, values in several.items()}


class StatementCard(Parameters):
    """One statement."""

    statement: Annotated[
        Name,
        Field(
            description="Id of a statement.",
            examples=["mscg:statement/b17ecf7141e56ce0"],
        ),
    ]


class PaperCard(Paged):
    """One paper."""

    reference: Annotated[
        Name,
        Field(
            description="Id of a paper: PMID, else DOI, else its place in a review's list.",
            examples=["PMID:32612165"],
        ),
    ]


class Walk(Parameters):
    """What is walked, and how far."""

    start: Annotated[
        Name,
        Field(
            description="Where the chains begin: a name, an id, or any:CATEGORY.",
            examples=["miR-21a-5p"],
        ),
    ]
    max_hops: Annotated[
        int, Field(ge=1, le=MAX_HOPS, description="Longest chain (hops)."), WHOLE
    ] = 6
    avoid: Annotated[tuple[Name, ...], Field(max_length=50, description=_AVOIDED)] = ()
    study_type: Annotated[tuple[StudyType, ...], Field(max_length=10, description=_SHOWN_IN)] = ()
    context: Annotated[
        tuple[Context, ...],
        Field(
            max_length=20,
            description="Only hops shown there, as COLUMN=NAME: disease=, cell_type=, species= or"
            " msc_source=; may be repeated.",
            examples=[["species=Mus musculus"]],
        ),
    ] = ()
    background: Annotated[
        Flag, Field(description="Whether hops that rest on general knowledge alone count.")
    ] = True
    engineered: Annotated[
        Flag, Field(description="From a source also to engineered and primed preparations.")
    ] = False
    through_disease: Annotated[
        Flag, Field(description="Whether a disease may stand inside a chain.")
    ] = False
    walk: Annotated[
        Literal["mechanism", "any"],
        Field(description="Follow what acts, or every predicate (for graphs from elsewhere)."),
    ] = "mechanism"
    undirected: Annotated[
        Flag, Field(description="Walk against the arrows too, then without a sign.")
    ] = False
    max_paths: Annotated[
        int,
        Field(ge=1, le=MAX_PATHS, description="Stop after so many chains, and say so."),
        WHOLE,
    ] = MAX_PATHS
    max_seconds: Annotated[
        Annotated[float, Field(gt=0, le=3600), NUMBER] | None,
        Field(description="Stop after so many seconds, and say so; the server may stop sooner."),
    ] = None

    def options(self, settings: Settings) -> dict[str, Any]:
        """As `TraceOptions`, with limits under which the answer is ready before time is up."""
        return {
            "max_hops": self.max_hops,
            "avoid": list(self.avoid),
            "study_types": list(self.study_type),
            "context": context_pairs(self.context),
            "background": self.background,
            "engineered": self.engineered,
            "through_disease": self.through_disease,
            "walk": self.walk,
            "undirected": self.undirected,
            **bound_search(settings.timeout, self.max_paths, self.max_seconds),
        }


class Trace(Walk):
    """Two ends, and what a chain between them must be like."""

    end: Annotated[
        Name,
        Field(
            description="Where the chains end: a name, an id, or any:CATEGORY.",
            examples=["atherosclerosis"],
        ),
    ]
    top: Annotated[
        int,
        Field(ge=1, le=MOST_CHAINS, description="Best chains to give; `sign` is over all."),
        WHOLE,
    ] = 10
    via: Annotated[
        tuple[Name, ...],
        Field(
            max_length=10,
            description="Entity, or any:CATEGORY, that must stand inside the chain; may be"
            " repeated.",
        ),
    ] = ()
    metapath: Annotated[
        str,
        Field(
            max_length=2000,
            pattern=rf"^({_STEP}(>{_STEP}){{0,{MAX_HOPS - 2}}})?$",
            description="Exactly these steps inside, in order: categories or names with > between."
            " They say how many hops a chain has, whatever `max_hops` is.",
            examples=["protein > biological process"],
        ),
    ] = ""
    sign: Annotated[
        Sign | None,
        Field(description="Only chains of this sign (a plus sign is written %2B in an address)."),
    ] = None
    same_study: Annotated[Flag, Field(description="Only chains that one study carries whole.")] = (
        False
    )
    template: Annotated[
        Flag, Field(description="Say which steps of the therapy each chain names.")
    ] = False
    explain: Annotated[Flag, Field(description="Say in a paragraph what each chain means.")] = False

    def options(self, settings: Settings) -> dict[str, Any]:
        """As `TraceOptions`."""
        return super().options(settings) | {
            "top": self.top,
            "via": list(self.via),
            "metapath": self.metapath,
            "sign": self.sign or "",
            "same_study": self.same_study,
        }


class Reach(Walk):
    """One end, and the kind of the others."""

    end: Annotated[
        Name, Field(description="any:CATEGORY, or one name.", examples=["any:disease"])
    ] = "any:disease"


class Stats(Parameters):
    """What is counted."""

    what: Annotated[
        Literal["graph", "predicates", "grounding"],
        Field(
            description="The graph as a whole; its predicates with sign and role; or how many"
            " entities are tied to standard vocabularies."
        ),
    ] = "graph"


class Question(Parameters):
    """One named question."""

    name: Annotated[Name, Field(description="Name of a question.", examples=["targets-of-cargo"])]
