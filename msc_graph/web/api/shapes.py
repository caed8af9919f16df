"""What the routes of `/api` answer with, field by field: names, statements, counts, errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Count",
    "Coverage",
    "EntityAnswer",
    "EntityList",
    "EntityName",
    "Evidence",
    "Match",
    "PaperAnswer",
    "PredicateCount",
    "Problem",
    "QuestionAnswer",
    "QuestionName",
    "Shape",
    "Statement",
    "StatementList",
    "Suggestions",
]

Several = "Several values are separated by `|`."
Next = Annotated[
    str | None, Field(description="Address of the next page, without the host; null on the last.")
]
Total = Annotated[int, Field(ge=0, description="Number of items in all pages together.")]


class Shape(BaseModel):
    """An object of an answer; it has these fields and no other."""

    model_config = ConfigDict(extra="forbid")


class EntityName(Shape):
    """Which entity."""

    id: Annotated[str, Field(description="CURIE.", examples=["HGNC:9644"])]
    label: Annotated[str, Field(description="Its name.", examples=["PTPN11"])]
    category: Annotated[
        str, Field(description="Name of a class of the ontology.", examples=["Protein"])
    ]


class Match(Shape):
    """What a name stands for."""

    query: Annotated[str, Field(description="The name as asked.")]
    id: Annotated[str | None, Field(description="The entity; null if none or several fit.")]
    label: Annotated[str | None, Field(description="Its label.")]
    category: Annotated[str | None, Field(description="Its category.")]
    match: Annotated[
        Literal["id", "label", "synonym", "normalised"] | None,
        Field(description="How the name was found: as it is written there, or by its spelling."),
    ]
    candidates: Annotated[
        list[EntityName], Field(description="The entities that have the name, if several do.")
    ]
    suggestions: Annotated[
        list[str], Field(description="Labels like it; only there if no entity has the name.")
    ] = []


class Suggestion(EntityName):
    """An entity that may be meant."""

    name: Annotated[str, Field(description="Which of its names fits: label, synonym or id.")]


class Suggestions(Shape):
    """Entities that may be meant, the likeliest first."""

    query: Annotated[str, Field(description="What was typed.")]
    suggestions: Annotated[list[Suggestion], Field(description="At most `limit`.")]


class Evidence(Shape):
    """One place where one paper speaks for or against a statement; what is not told is empty."""

    reference: Annotated[str, Field(description="Id of the paper; empty for general knowledge.")]
    cited_as: Annotated[str, Field(description=f"Its places in the reviews' lists. {Several}")]
    review: Annotated[str, Field(description="Id of the review that this was read in.")]
    locator: Annotated[str, Field(description="Section, table or legend there.")]
    stance: Annotated[str, Field(description="supports, refutes or no_effect.")]
    certainty: Annotated[str, Field(description="stated, hedged or hypothesis.")]
    basis: Annotated[
        str,
        Field(description="Whether it is stated, implied by an order, a title, or background."),
    ]
    study_type: Annotated[str, Field(description="clinical, in_vivo, ex_vivo, in_vitro, review.")]
    disease: Annotated[str, Field(description=f"Labels of what was modelled. {Several}")]
    condition: Annotated[str, Field(description="What else had to hold.")]
    species: Annotated[str, Field(description=f"Labels of species. {Several}")]
    model: Annotated[str, Field(description=f"Labels of animal models. {Several}")]
    cell_type: Annotated[str, Field(description=f"Labels of cells. {Several}")]
    msc_source: Annotated[str, Field(description=f"Labels of sources of cells. {Several}")]
    donor: Annotated[str, Field(description="Who gave the cells.")]
    preparation: Annotated[str, Field(description=f"Labels of what was given. {Several}")]
    route: Annotated[str, Field(description=f"Labels of routes. {Several}")]
    dose: Annotated[str, Field(description="As printed, with its unit.")]
    follow_up: Annotated[str, Field(description="As printed, with its unit.")]
    n: Annotated[str, Field(description="Number of subjects, as printed.")]
    controlled: Annotated[str, Field(description="Whether there was a control.")]
    as_printed: Annotated[str, Field(description="An odd reading of the source.")]
    note: Annotated[str, Field(description="A remark of the curators.")]


class Statement(Shape):
    """A claim with all that is told for and against it."""

    statement: Annotated[str, Field(description="Id: a hash of the claim, the same everywhere.")]
    subject: EntityName
    predicate: Annotated[str, Field(description="Name of a relation.", examples=["inhibits"])]
    sign: Annotated[Literal[-1, 0, 1], Field(description="Of the predicate; 0 has no direction.")]
    object: EntityName
    level: Annotated[str, Field(description="What of the object changes; mostly empty.")]
    negated: Annotated[bool, Field(description="Whether the claim is that it is not so.")]
    status: Annotated[
        Literal["accepted", "disputed", "superseded"], Field(description="After the errata.")
    ]
    evidence: Annotated[list[Evidence], Field(description="For and against it.")]


class EntityAnswer(EntityName):
    """One entity, and a page of the statements about it."""

    kind: Annotated[str, Field(description="What kind of its category it is; may be empty.")]
    synonyms: Annotated[list[str], Field(description="Its other names.")]
    xrefs: Annotated[list[str], Field(description="The same thing in other vocabularies (CURIEs).")]
    broader: Annotated[list[str], Field(description="Labels of what it is a kind of.")]
    occurs_in: Annotated[list[str], Field(description="Labels of cells or organs.")]
    taxon: Annotated[str, Field(description="Label of its species, or empty.")]
    description: Annotated[str, Field(description="What it is, or empty.")]
    total: Total
    next: Next
    statements: Annotated[
        list[Statement], Field(description="Those it is the subject or object of.")
    ]


class EntityList(Shape):
    """A page of entities."""

    total: Total
    next: Next
    entities: Annotated[list[EntityName], Field(description="Those of this page.")]


class StatementList(Shape):
    """A page of statements, in the order of the graph."""

    total: Total
    next: Next
    statements: Annotated[list[Statement], Field(description="Those of this page.")]


class PaperAnswer(Shape):
    """One paper, and a page of the statements that it is evidence for or against."""

    id: Annotated[str, Field(description="PMID, else DOI, else its place in a review's list.")]
    title: Annotated[str, Field(description="Empty where the graph does not describe the paper.")]
    authors: Annotated[str, Field(description="As the list of a review has them.")]
    journal: Annotated[str, Field(description="Where it came out.")]
    year: Annotated[str, Field(description="When it came out.")]
    volume: Annotated[str, Field(description="Volume of the journal.")]
    issue: Annotated[str, Field(description="Issue of the volume.")]
    pages: Annotated[str, Field(description="Pages, or the number of the article.")]
    pmid: Annotated[str, Field(description="Number in PubMed, or empty.")]
    doi: Annotated[str, Field(description="DOI without a prefix, or empty.")]
    cited_as: Annotated[list[str], Field(description="Its places in the reviews' lists.")]
    as_printed: Annotated[str, Field(description="How a review prints it, where that is odd.")]
    note: Annotated[str, Field(description="A remark of the curators.")]
    url: Annotated[str, Field(description="Where it can be read, or empty.")]
    total: Total
    next: Next
    statements: Annotated[list[Statement], Field(description="Those of this page.")]


class Count(Shape):
    """A number of things."""

    what: Annotated[str, Field(description="What is counted.", examples=["statements by role"])]
    which: Annotated[str, Field(description="Of which kind; `all` is the sum.")]
    count: Annotated[int, Field(ge=0, description="How many.")]


class PredicateCount(Shape):
    """A predicate and how often it is used."""

    predicate: Annotated[str, Field(description="Its name.")]
    sign: Annotated[Literal[-1, 0, 1], Field(description="Whether it raises, lowers or neither.")]
    role: Annotated[str, Field(description="What it does in a chain.", examples=["causal"])]
    statements: Annotated[int, Field(ge=0, description="Statements with it.")]


class Coverage(Shape):
    """How many entities of a category are tied to standard vocabularies."""

    category: Annotated[str, Field(description="Its name.")]
    entities: Annotated[int, Field(ge=1, description="How many it has.")]
    grounded: Annotated[int, Field(description="With a standard identifier or a mapping.")]
    placed: Annotated[int, Field(description="Not grounded, but a kind of what is.")]
    explained: Annotated[int, Field(description="Neither, and the reason is told.")]
    rate: Annotated[str, Field(description="Share of grounded and placed, 0.00 to 1.00.")]


class QuestionName(Shape):
    """A question that has a name."""

    name: Annotated[str, Field(description="One word for it.")]
    question: Annotated[str, Field(description="In English.")]
    parameters: Annotated[list[str], Field(description="Names of what may be given.")]


class QuestionParameter(Shape):
    """What may be given to a question."""

    name: Annotated[str, Field(description="That of a variable of the query.")]
    kind: Annotated[
        Literal["entity", "reference", "text"], Field(description="What its value must be.")
    ]
    default: Annotated[str, Field(description="Its value unless told otherwise.")]
    help: Annotated[str, Field(description="What it means.")]


class QuestionAnswer(Shape):
    """A question, its parameters and its SPARQL."""

    name: Annotated[str, Field(description="One word for it.")]
    question: Annotated[str, Field(description="In English.")]
    parameters: Annotated[list[QuestionParameter], Field(description="What may be given.")]
    columns: Annotated[list[str], Field(description="Columns of its answer.")]
    text: Annotated[str, Field(description="The query; send it to /sparql.")]


class Problem(BaseModel):
    """What is wrong, as problem details (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    title: Annotated[str, Field(description="Which kind of problem.")]
    status: Annotated[int, Field(ge=400, le=599, description="The status code again.")]
    detail: Annotated[str, Field(description="What is wrong, in one line.")]
    cure: Annotated[str, Field(description="What to do about it.")] = ""
    term: Annotated[str, Field(description="The name that is unknown or ambiguous.")] = ""
    near: Annotated[
        list[str],
        Field(description="Ids that an ambiguous name may stand for, or labels like it."),
    ] = []
    limit: Annotated[str, Field(description="Which bound was met: time, memory, size, queue.")] = ""
