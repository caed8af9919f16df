"""What `/api/trace` and `/api/reach` answer with, field by field."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msc_graph.web.api.shapes import EntityName, Shape, Statement

__all__ = ["ReachAnswer", "TraceAnswer"]

Sign = Literal["+", "-", "unknown"]
Verdict = Annotated[
    Literal["+", "-", "mixed", "unknown"],
    Field(description="Raises, lowers, both, or not known, over all chains and never over one."),
]
Complete = Annotated[
    bool, Field(description="False if a limit cut the search; then `warning` says which.")
]
Warned = Annotated[str, Field(description="Which limit cut the search; empty if none did.")]


class End(EntityName):
    """An end: an entity, or `any:CATEGORY`."""


class Verdicts(Shape):
    """The verdict over three sets of chains."""

    single_study: Annotated[Verdict, Field(description="Over those that one study carries whole.")]
    consistent: Annotated[
        Verdict, Field(description="Over those that were not joined across contexts.")
    ]
    all: Annotated[Verdict, Field(description="Over all.")]


class Hop(Statement):
    """A step of a chain."""

    sign: Annotated[
        Literal[-1, 0, 1],
        Field(description="As it is walked, so that their product is the chain's; 0 has none."),
    ]
    forward: Annotated[bool, Field(description="False if it is walked from object to subject.")]


class Parting(Shape):
    """Where chains of opposite sign go apart."""

    at: EntityName
    raising: Annotated[Hop, Field(description="How the raising chain goes on.")]
    lowering: Annotated[Hop, Field(description="How the lowering chain goes on.")]


class Joint(Shape):
    """Where two hops of different studies meet."""

    entity: EntityName
    kind: Annotated[
        Literal["consistent", "crossed"],
        Field(
            description="Consistent if both speak of one disease or cell, or one of none; crossed"
            " else, and always at a process of no named cell."
        ),
    ]


class EndToEnd(Shape):
    """A claim of the chain's own studies from its start straight to its end."""

    statement: Annotated[str, Field(description="Its id.")]
    sign: Annotated[Sign, Field(description="Of the claim.")]
    references: Annotated[list[str], Field(description="Papers that make it.")]


class Agreement(Shape):
    """How the hops of a chain agree in one column of their evidence."""

    agreement: Annotated[
        Literal["agree", "differ", "silent"],
        Field(description="All that name something share a value, do not, or none names any."),
    ]
    shared: Annotated[list[str], Field(description="Labels that they share.")]
    named_by: Annotated[int, Field(ge=0, description="Hops that name something.")]
    hops: Annotated[int, Field(ge=0, description="Hops that rest on evidence.")]


class Context(Shape):
    """Where the hops were shown."""

    disease: Agreement
    cell_type: Agreement
    species: Agreement
    msc_source: Agreement


class Steps(Shape):
    """Entities of a chain by the step of the therapy that they are."""

    source: Annotated[list[EntityName], Field(description="Cells that vesicles come from.")]
    preparation: Annotated[list[EntityName], Field(description="What is given.")]
    cargo: Annotated[list[EntityName], Field(description="What it carries.")]
    target: Annotated[list[EntityName], Field(description="Molecules it acts on.")]
    pathway: Annotated[list[EntityName], Field(description="Pathways it acts through.")]
    process: Annotated[list[EntityName], Field(description="What changes in the body.")]
    outcome: Annotated[list[EntityName], Field(description="Disease or hallmark of aging.")]


class Template(Shape):
    """A chain held against source → preparation → cargo → target → pathway → process → outcome."""

    steps: Steps
    missing: Annotated[list[str], Field(description="Steps between its ends that it skips.")]
    beyond: Annotated[list[str], Field(description="Steps before its start and after its end.")]


class ScoreParts(Shape):
    """Factors of a score, 0 to 1 each; docs/ranking.md explains them."""

    belief: Annotated[float, Field(description="In its hops, from their evidence.")]
    joints: Annotated[float, Field(description="What joining studies costs.")]
    hubs: Annotated[float, Field(description="What passing hubs costs.")]
    detail: Annotated[float, Field(description="How much of a mechanism it names.")]
    jumps: Annotated[float, Field(description="What telling no mechanism costs.")]
    summaries: Annotated[float, Field(description="What hops that sum up others cost.")]
    unsigned: Annotated[float, Field(description="What hops without direction cost.")]
    length: Annotated[float, Field(description="What further hops cost.")]


class Chain(Shape):
    """A way from the start to the end, with its evidence."""

    rank: Annotated[int, Field(ge=1, description="1 is the best.")]
    score: Annotated[float, Field(ge=0, le=1, description="Product of `score_parts`.")]
    score_parts: ScoreParts
    sign: Annotated[Sign, Field(description="Product of the signs of its hops.")]
    support: Annotated[
        Literal["demonstrated", "inferred", "reviewed", "assembled"],
        Field(
            description="One study states every hop; one study, some of them implied; one passage"
            " of a review; or put together from several studies."
        ),
    ]
    joints: Annotated[list[Joint], Field(description="Empty unless it is assembled.")]
    end_to_end: Annotated[
        list[EndToEnd], Field(description="What its studies say of its two ends straight away.")
    ]
    references: Annotated[
        list[str], Field(description="The study that carries it, or those of its hops in order.")
    ]
    hops: Annotated[list[Hop], Field(min_length=1, description="From its start to its end.")]
    context: Context
    whereabouts: Annotated[
        list[Statement], Field(description="Where its studies say that its entities go.")
    ]
    template: Annotated[Template | None, Field(description="Only if asked for.")] = None
    explanation: Annotated[str, Field(description="A paragraph; only if asked for.")] = ""


class TraceAnswer(Shape):
    """The chains between two ends, and the verdict over all of them."""

    start: End
    end: End
    sign: Verdict
    signs: Verdicts
    parting: Annotated[Parting | None, Field(description="If the verdict is mixed.")]
    complete: Complete
    warning: Warned
    found: Annotated[int, Field(ge=0, description="Chains that meet what was asked.")]
    judged: Annotated[
        int,
        Field(
            ge=0,
            description="Chains that the verdict is over: `sign` and `same_study` leave none out.",
        ),
    ]
    chains: Annotated[list[Chain], Field(description="The best, at most `top`.")]
    direct: Annotated[
        list[Statement], Field(description="Effects that are stated without a mechanism.")
    ]


class Reached(Shape):
    """One end that is reached, and the number of chains that lead there."""

    id: Annotated[str, Field(description="CURIE.")]
    label: Annotated[str, Field(description="Its name.")]
    sign: Verdict
    chains: Annotated[int, Field(ge=1, description="Of whatever sign.")]
    raising: Annotated[int, Field(ge=0, description="Chains of sign +.")]
    lowering: Annotated[int, Field(ge=0, description="Chains of sign -.")]
    unknown: Annotated[int, Field(ge=0, description="Chains without a sign.")]


class ReachAnswer(Shape):
    """Every end that is reached, the one with most chains first."""

    start: End
    end: End
    complete: Complete
    warning: Warned
    reached: Annotated[list[Reached], Field(description="Ends with at least one chain.")]
