"""GraphML, GEXF, Cytoscape JSON, SIF and CSV: one edge per statement, direction and sign kept."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msc_graph.curation.corpus import Corpus
from msc_graph.network.build import build_network
from msc_graph.rdf.origin import find_origin
from msc_graph.rdf.standing import is_asserted
from msc_graph.records import EVIDENCE_COLUMNS, Evidence, Statement

if TYPE_CHECKING:
    import networkx

__all__ = [
    "GRAPH_FORMATS",
    "render_csv",
    "render_cyjs",
    "render_gexf",
    "render_graphml",
    "render_sif",
]

#: Characters that XML 1.0 cannot hold at all, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NOTHING = Evidence("", "", "", "")
_EDGE_EVIDENCE = ("reference", "review", "locator", "stance", "certainty", "basis", "study_type")


def _plain_network(corpus: Corpus) -> networkx.MultiDiGraph[Any]:
    """The network with attributes that every format can hold: text, numbers, booleans.

    `asserted` tells whether an edge says that something is so: `sign` is that of its predicate,
    also where the edge is negated, superseded, or nothing supports it.
    """
    network = build_network(corpus)
    for _, node in network.nodes(data=True):
        node["synonyms"] = "|".join(node["synonyms"])
    for _, _, key, edge in network.edges(keys=True, data=True):
        evidence = edge.pop("evidence")
        edge["statement"] = key
        edge["asserted"] = _is_asserted(corpus, corpus.statements[key])
        edge["evidence_count"] = len(evidence)
        for column in _EDGE_EVIDENCE:
            values = (getattr(e, column) for e in evidence)
            edge[column] = "|".join(dict.fromkeys(v for v in values if v))
    return network


def _is_asserted(corpus: Corpus, statement: Statement) -> bool:
    return is_asserted(statement, [row.stance for row in corpus.rows.get(statement.id, ())])


def _clean(network: networkx.MultiDiGraph[Any]) -> networkx.MultiDiGraph[Any]:
    attributes = [data for _, data in network.nodes(data=True)]
    attributes += [data for _, _, data in network.edges(data=True)]
    for data in attributes:
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = _NOT_XML.sub("\ufffd", value)
    return network


def render_graphml(corpus: Corpus) -> str:
    """GraphML by networkx: statement ids, `asserted`, `evidence_count`, and lists as text."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_clean(_plain_network(corpus)))) + "\n"


def render_gexf(corpus: Corpus) -> str:
    """GEXF 1.2 by networkx, for Gephi."""
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_clean(_plain_network(corpus)), version="1.2draft"))
    # The writer stamps the day of writing; the same graph shall give the same bytes.
    return re.sub(r' lastmodifieddate="[^"]*"', "", text) + "\n"


def render_cyjs(corpus: Corpus) -> str:
    """Cytoscape JSON, for Cytoscape and cytoscape.js."""
    network = _plain_network(corpus)
    nodes = [{"data": {"id": n, "name": d["label"], **d}} for n, d in network.nodes(data=True)]
    edges = [
        {"data": {"id": key, "source": s, "target": o, "interaction": d["predicate"], **d}}
        for s, o, key, d in network.edges(keys=True, data=True)
    ]
    document = {
        "format_version": "1.0",
        "generated_by": "msc_graph",
        "target_cytoscapejs_version": "~2.1",
        "data": {"name": find_origin(corpus).title},
        "elements": {"nodes": nodes, "edges": edges},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def render_sif(corpus: Corpus) -> str:
    """Simple interaction format: subject, predicate, object, with labels.

    SIF has no place for what is denied, superseded or not supported: only what is asserted is told.
    """
    lines = {
        f"{_cell(corpus.label(s.subject))}\t{s.predicate}\t{_cell(corpus.label(s.object))}\n"
        for s in corpus.statements.values()
        if _is_asserted(corpus, s)
    }
    return "".join(sorted(lines))


def _cell(text: str) -> str:
    return " ".join(text.split())


def render_csv(corpus: Corpus) -> str:
    """One row per statement and piece of evidence, with ids, labels and every column.

    A statement without evidence has one row all the same. `asserted` tells whether the statement
    says that something is so, `stance` whether the evidence of the row speaks for it. A cell that a
    spreadsheet would take for a formula gets a leading apostrophe.
    """
    columns = (
        "statement", "subject_id", "subject_label", "predicate", "object_id", "object_label",
        "sign", "level", "negated", "status", "asserted", *EVIDENCE_COLUMNS,
    )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    predicates = corpus.predicates
    for s in sorted(corpus.statements.values(), key=lambda s: s.id):
        head = (
            s.id, s.subject, corpus.label(s.subject), s.predicate, s.object, corpus.label(s.object),
            str(predicates[s.predicate].sign), s.level, str(s.negated).lower(), s.status,
            str(_is_asserted(corpus, s)).lower(),
        )  # fmt: skip
        for evidence in corpus.evidence(s.id) or (_NOTHING,):
            cells = (*head, *(getattr(evidence, c) for c in EVIDENCE_COLUMNS))
            writer.writerow([_defuse(cell) for cell in cells])
    return out.getvalue()


def _defuse(cell: str) -> str:
    harmless = re.fullmatch(r"[-+]?\d*", cell)
    return f"'{cell}" if cell[:1] in "=+-@" and cell and not harmless else cell


GRAPH_FORMATS: Mapping[str, Callable[[Corpus], str]] = {
    "graphml": render_graphml,
    "gexf": render_gexf,
    "cyjs": render_cyjs,
    "sif": render_sif,
    "csv": render_csv,
}
