"""A generated graph written as a KGX pair: nodes.tsv and edges.tsv with Biolink's words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from generator import Graph, node_ids
from metagraph import METAEDGES, METANODES

if TYPE_CHECKING:
    import polars

__all__ = ["EDGE_COLUMNS", "edge_ids", "write_pair"]

EDGE_COLUMNS = (
    "id", "subject", "predicate", "object", "qualified_predicate", "object_aspect_qualifier",
    "object_direction_qualifier", "knowledge_level", "agent_type", "primary_knowledge_source",
    "publications", "sign",
)  # fmt: skip

#: Rows that are held as text at a time.
CHUNK = 500_000
#: Share of the edges with a publication, and of these the share with two; and how many papers.
PUBLISHED, TWICE, PAPERS = 0.3, 0.2, 50_000

_WORDS = {
    "associates": "biolink:associated_with",
    "binds": "biolink:directly_physically_interacts_with",
    "causes": "biolink:contributes_to",
    "covaries": "biolink:coexpressed_with",
    "expresses": "biolink:expresses",
    "includes": "biolink:has_member",
    "interacts": "biolink:physically_interacts_with",
    "localizes": "biolink:disease_has_location",
    # Not the word that `treats` may be read as: an edge of each kind would be one statement.
    "palliates": "biolink:applied_to_treat",
    "participates": "biolink:participates_in",
    "presents": "biolink:has_phenotype",
    "regulates": "biolink:affects",
    "resembles": "biolink:similar_to",
    "treats": "biolink:treats",
}
#: What the object of a signed edge changes in; an empty aspect is a change of any kind.
_ASPECTS = {
    "upregulates": "abundance",
    "downregulates": "abundance",
    "binds": "activity",
    "regulates": "",
}
_SIGNED_ASSOCIATION = {1: "biolink:contributes_to", -1: "biolink:ameliorates_condition"}

#: Level and agent, drawn for each edge with the shares of `_LEVEL_SHARES`.
_LEVELS = (
    ("knowledge_assertion", "manual_agent"),
    ("statistical_association", "data_analysis_pipeline"),
    ("prediction", "computational_model"),
    ("not_provided", "text_mining_agent"),
)
_LEVEL_SHARES = (0.5, 0.25, 0.15, 0.1)


def biolink_terms(verb: str, sign: int) -> tuple[str, str, str, str]:
    """Predicate, qualified predicate, aspect and direction of a verb of Hetionet with a sign.

    The sign of an edge can be told from these words alone, but for a treatment.

    Examples
    --------
    >>> biolink_terms("binds", -1)
    ('biolink:affects', 'biolink:causes', 'activity', 'decreased')
    """
    if sign and verb in _ASPECTS:
        direction = "increased" if sign > 0 else "decreased"
        return "biolink:affects", "biolink:causes", _ASPECTS[verb], direction
    if sign and verb == "associates":
        return _SIGNED_ASSOCIATION[sign], "", "", ""
    return _WORDS[verb], "", "", ""


def edge_ids(numbers: polars.Series) -> polars.Series:
    """Ids of edges of these numbers: `e17`."""
    import polars as pl

    return pl.select(pl.lit("e") + numbers.cast(pl.String)).to_series()


def write_pair(graph: Graph, folder: Path, *, seed: int = 1) -> None:
    """Write both files; the same graph and seed give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = node_ids(graph)
    _write_nodes(graph, ids, folder / "nodes.tsv")
    _write_edges(graph, ids, folder / "edges.tsv", np.random.default_rng(seed))


def _write_nodes(graph: Graph, ids: list[str], path: Path) -> None:
    kinds = [METANODES[place] for place in graph.node_kind().tolist()]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("id\tcategory\tname\n")
        for identifier, kind in zip(ids, kinds, strict=True):
            out.write(f"{identifier}\t{kind.biolink}\t{kind.abbreviation} {identifier}\n")


def _write_edges(graph: Graph, ids: list[str], path: Path, rng: np.random.Generator) -> None:
    import polars as pl

    names = pl.Series(ids)
    # One word list for each kind and sign, picked by its number.
    kinds = [(kind.predicate, sign) for kind in METAEDGES for sign in (-1, 0, 1)]
    terms = [_terms_if_used(verb, sign) for verb, sign in kinds]
    words = [pl.Series([term[column] for term in terms]) for column in range(4)]
    levels = [pl.Series([level[column] for level in _LEVELS]) for column in range(2)]
    sources = pl.Series(
        [f"infores:{kind.abbreviation.lower().replace('>', '')}" for kind in METAEDGES]
    )
    with path.open("wb") as out:
        for begin in range(0, graph.edges, CHUNK):
            part = slice(begin, min(begin + CHUNK, graph.edges))
            kind = graph.metaedge[part].astype(np.int64)
            code = kind * 3 + graph.sign[part] + 1
            level = rng.choice(len(_LEVELS), size=len(kind), p=_LEVEL_SHARES)
            columns = [
                edge_ids(pl.Series(np.arange(part.start, part.stop))),
                names.gather(graph.subject[part]),
                words[0].gather(code),
                names.gather(graph.object[part]),
                *(word.gather(code) for word in words[1:]),
                *(text.gather(level) for text in levels),
                sources.gather(kind),
                _publications(rng, len(kind)),
                pl.Series(graph.sign[part]).cast(pl.String),
            ]
            frame = pl.DataFrame(dict(zip(EDGE_COLUMNS, columns, strict=True)))
            frame.write_csv(out, separator="\t", quote_style="never", include_header=begin == 0)


def _terms_if_used(verb: str, sign: int) -> tuple[str, str, str, str]:
    if sign == 0 and verb not in _WORDS:
        return ("", "", "", "")
    return biolink_terms(verb, sign)


def _publications(rng: np.random.Generator, count: int) -> polars.Series:
    """A paper for some, two for a few: `PMID:7` or `PMID:7|PMID:9`, else nothing."""
    import polars as pl

    # Squares make a few papers stand behind many edges.
    first, second = np.floor(rng.random((2, count)) ** 2 * PAPERS).astype(np.int64) + 1
    chance = rng.random(count)
    frame = pl.DataFrame({"first": first, "second": second, "chance": chance})
    one = pl.format("PMID:{}", "first")
    two = pl.format("PMID:{}|PMID:{}", "first", "second")
    return frame.select(
        pl.when(pl.col("chance") < PUBLISHED * TWICE)
        .then(two)
        .when(pl.col("chance") < PUBLISHED)
        .then(one)
        .otherwise(pl.lit(""))
    ).to_series()
