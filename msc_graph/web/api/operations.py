"""The routes of `/api`: what each is for, what it may be asked, what it answers with, who does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msc_graph.web.api import chains, parameters, shapes
from msc_graph.web.api.fields import Parameters
from msc_graph.web.settings import Settings

__all__ = ["OPERATIONS", "Operation"]

Work = tuple[str, dict[str, Any]]


class Operation(NamedTuple):
    """A route.

    Attributes
    ----------
    path
        Its address; what stands in braces is a parameter.
    name
        One word for it.
    summary, detail
        What it is for: in a line, and what else one should know.
    parameters
        What it may be asked.
    answers
        What its answer may look like.
    many
        Whether the answer is a list of these.
    work
        The job and its arguments, by what was asked and the settings of the server. Lists that
        come in pages are also given `start` and `limit`.
    names
        Whether it looks something up by a name that may be unknown.
    examples
        Requests to try.
    command
        The command that gives the same.
    """

    path: str
    name: str
    summary: str
    detail: str
    parameters: type[Parameters]
    answers: tuple[type[shapes.Shape], ...]
    many: bool
    work: Callable[[Any, Settings], Work]
    names: bool
    examples: tuple[str, ...]
    command: str = ""

    @property
    def paged(self) -> bool:
        """Whether the answer comes in pages."""
        return issubclass(self.parameters, parameters.Paged)


def _resolve(asked: parameters.Resolve, _: Settings) -> Work:
    return "resolve", {"terms": list(asked.term)}


def _suggest(asked: parameters.Suggest, _: Settings) -> Work:
    return "suggest", {"query": asked.q, "limit": asked.limit}


def _entity(asked: parameters.EntityCard, _: Settings) -> Work:
    return "show", {"entity": asked.entity}


def _entities(asked: parameters.Entities, _: Settings) -> Work:
    return "list_entities", {"category": asked.category or "", "text": asked.q or ""}


def _statements(asked: parameters.Statements, _: Settings) -> Work:
    return "list_statements", {"wanted": asked.wanted()}


def _statement(asked: parameters.StatementCard, _: Settings) -> Work:
    return "show_statement", {"statement": asked.statement}


def _paper(asked: parameters.PaperCard, _: Settings) -> Work:
    return "show_reference", {"reference": asked.reference}


def _trace(asked: parameters.Trace, settings: Settings) -> Work:
    options = asked.options(settings)
    told = {"template": asked.template, "explain": asked.explain}
    return "trace", {"start": asked.start, "end": asked.end, "options": options, **told}


def _reach(asked: parameters.Reach, settings: Settings) -> Work:
    options = asked.options(settings)
    return "reach", {"start": asked.start, "end": asked.end, "options": options}


def _stats(asked: parameters.Stats, _: Settings) -> Work:
    return "stats", {"what": asked.what}


def _questions(_: Parameters, __: Settings) -> Work:
    return "list_questions", {}


def _question(asked: parameters.Question, _: Settings) -> Work:
    return "show_question", {"name": asked.name}


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "/api/resolve",
        "resolve",
        "What names stand for",
        "One answer for each term, in the order asked. A name that several entities have has"
        " `candidates`, one that nobody has `suggestions`; neither is an error.",
        parameters.Resolve,
        (shapes.Match,),
        True,
        _resolve,
        False,
        ("term=miRNA-146a&term=NF-kB&term=AD",),
        "msc-graph resolve",
    ),
    Operation(
        "/api/suggest",
        "suggest",
        "What may be meant while somebody types",
        "Names that begin with the text come first, then those with a word that does, then those"
        " that hold it, then near spellings. Of a graph of more than 20,000 entities labels are"
        " searched, not synonyms.",
        parameters.Suggest,
        (shapes.Suggestions,),
        False,
        _suggest,
        False,
        ("q=alzh",),
    ),
    Operation(
        "/api/entities",
        "list_entities",
        "Entities, by category or a part of a name",
        "In the order of the graph.",
        parameters.Entities,
        (shapes.EntityList,),
        False,
        _entities,
        True,
        ("category=MicroRNA&limit=5", "q=inflammation"),
    ),
    Operation(
        "/api/entities/{entity}",
        "show_entity",
        "One entity, and the statements about it",
        "What its record tells, and the statements that it is subject or object of, in pages.",
        parameters.EntityCard,
        (shapes.EntityAnswer,),
        False,
        _entity,
        True,
        ("HGNC:9644", "SHP2?limit=5"),
        "msc-graph show",
    ),
    Operation(
        "/api/statements",
        "list_statements",
        "Statements with their evidence, filtered",
        "Every condition that is given must hold; of a repeated one, any of its values.",
        parameters.Statements,
        (shapes.StatementList,),
        False,
        _statements,
        True,
        (
            "subject=miR-144-5p&predicate=inhibits",
            "object_category=Disease&study_type=clinical&limit=5",
        ),
    ),
    Operation(
        "/api/statements/{statement}",
        "show_statement",
        "One statement with its evidence",
        "By its id, which is the same in every edition of the graph.",
        parameters.StatementCard,
        (shapes.Statement,),
        False,
        _statement,
        True,
        ("mscg:statement/b17ecf7141e56ce0",),
    ),
    Operation(
        "/api/references/{reference}",
        "show_reference",
        "One paper, and what it supports",
        "The statements that evidence of it speaks for or against, in pages.",
        parameters.PaperCard,
        (shapes.PaperAnswer,),
        False,
        _paper,
        True,
        ("PMID:32612165",),
    ),
    Operation(
        "/api/trace",
        "trace",
        "The chains between two entities",
        "Through what does it act, in which direction, and who showed it? The best chains with"
        " their evidence, and the verdict over all chains within the bounds. Where a limit cut the"
        " search, `complete` is false and no sign is called that a missing chain could change.",
        parameters.Trace,
        (chains.TraceAnswer,),
        False,
        _trace,
        True,
        (
            "start=SHP2&end=Alzheimer%20disease",
            "start=miR-21a-5p&end=any:disease&max_hops=4&top=3&explain=true",
        ),
        "msc-graph trace",
    ),
    Operation(
        "/api/reach",
        "reach",
        "How far it reaches: numbers of chains, by sign",
        "From one entity to each of a category. What the command line prints is `reached`.",
        parameters.Reach,
        (chains.ReachAnswer,),
        False,
        _reach,
        True,
        ("start=miR-21a-5p",),
        "msc-graph reach",
    ),
    Operation(
        "/api/stats",
        "stats",
        "What the graph holds, in numbers",
        "Entities, statements and evidence of each kind; or by predicate; or by category, how many"
        " are tied to standard vocabularies.",
        parameters.Stats,
        (shapes.Count, shapes.PredicateCount, shapes.Coverage),
        True,
        _stats,
        False,
        ("", "what=predicates", "what=grounding"),
        "msc-graph stats",
    ),
    Operation(
        "/api/queries",
        "list_queries",
        "The questions that have a name",
        "Ask them at /sparql, or with `msc-graph sparql NAME`.",
        Parameters,
        (shapes.QuestionName,),
        True,
        _questions,
        False,
        ("",),
        "msc-graph queries",
    ),
    Operation(
        "/api/queries/{name}",
        "show_query",
        "One named question: its parameters and its SPARQL",
        "Send its text to /sparql; what it leaves open is bound there.",
        parameters.Question,
        (shapes.QuestionAnswer,),
        False,
        _question,
        True,
        ("targets-of-cargo",),
        "msc-graph queries",
    ),
)
