"""The W3C's SPARQL 1.1 tests put to our query path; every failure is named with its reason.

    python benchmarks/w3c_sparql.py FOLDER [--protocol [URL [--update URL]]] [--only GROUP]

FOLDER is `sparql/` of github.com/w3c/rdf-tests, which is no part of this repository. With
`--protocol`, the tests of the protocol and the service description are sent to a server of ours,
which is started with the graphs that they ask for; or to another one at URL, which must hold what
`--protocol-data FILE` writes. A failure without a reason in the table below exits with 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from w3c_protocol import protocol_data, read_exchanges, run_description, run_exchanges
from w3c_server import serve_suite
from w3c_suite import DEFAULT, SYNTAX, Case, ask_engine, is_expected, load_quads, read_cases

from msc_graph.exceptions import MSCGraphError, QueryError, StoreError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import Dataset
from msc_graph.store.embedded import EmbeddedStore

QUERY = (
    "aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping",
    "negation", "project-expression", "property-path", "subquery", "syntax-query",
)  # fmt: skip
RESULTS = ("csv-tsv-res", "json-res")

_TAG = "Oxigraph: GROUP_CONCAT keeps a language tag where the suite wants plain text"
_PATH = "Oxigraph: a path of zero steps from a node that no triple has gives no row"
_UPDATE = "ours: the graph is only read; updates are refused"

#: Why a test fails, by group and the name of its query or, for the protocol, of the test.
REASONS = {
    ("aggregates", "agg-groupconcat-4.rq"): _TAG,
    ("aggregates", "agg-groupconcat-6.rq"): _TAG,
    (
        "aggregates",
        "agg-empty-group-count-graph.rq",
    ): "Oxigraph: COUNT in GRAPH ?g gives no row of 0 for a graph without a match",
    (
        "bindings",
        "graph.rq",
    ): "Oxigraph: VALUES of the variable of the GRAPH around it is not joined with the graph",
    ("functions", "bnode01.rq"): "Oxigraph: BNODE(text) is one node in all rows, not one a row",
    (
        "negation",
        "graph-minus.rq",
    ): "Oxigraph: MINUS in GRAPH ?g counts ?g as a variable that both sides share",
    ("property-path", "zero_or_more_set_start.rq"): _PATH,
    ("property-path", "zero_or_more_set_end.rq"): _PATH,
    ("property-path", "zero_or_one_set_start.rq"): _PATH,
    ("property-path", "zero_or_one_set_end.rq"): _PATH,
    (
        "syntax-query",
        "syntax-construct-where-02.rq",
    ): "ours: FROM may only name graphs that the store holds",
    (
        "syntax-query",
        "syntax-select-expr-04.rq",
    ): "Oxigraph: a query with a function that it does not know is refused before it is run",
    **{
        ("protocol", f"update_{name}"): _UPDATE
        for name in (
            "dataset_default_graph", "dataset_default_graphs", "dataset_named_graphs",
            "dataset_full", "post_form", "post_direct", "base_uri",
        )
    },
}  # fmt: skip


def run_case(case: Case) -> str:
    """What is wrong with our answer to a test; empty if nothing is."""
    if case.kind in SYNTAX:
        return check_syntax(case)
    named = tuple(case.named)
    with EmbeddedStore(lambda: load_quads(case), Namespaces({}), graphs=named) as store:
        dataset = None if case.has_dataset else Dataset((DEFAULT,), named)
        try:
            answer = store.query(case.text, dataset=dataset)
        except MSCGraphError as error:
            return str(error)
    if is_expected(case, answer):
        return ""
    alone = ask_engine(case)
    same = alone is not None and not is_expected(case, alone)
    return "another answer, as of the engine alone" if same else "another answer"


def check_syntax(case: Case) -> str:
    """Whether a query is let through that must be, and refused if it must be."""
    wanted = SYNTAX[case.kind]
    with EmbeddedStore(lambda: b"", Namespaces({})) as store:
        try:
            store.query(case.text)
        except (QueryError, UnicodeDecodeError) as error:
            return str(error) if wanted else ""
        except StoreError:  # it was understood, and cannot be carried out
            return "" if wanted else "let through"
    return "" if wanted else "let through"


def run_all(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Group, name and fault of every test."""
    groups = [g for g in (*QUERY, *RESULTS) if not options.only or g in options.only]
    for case in read_cases(options.folder, "sparql11", groups):
        yield case.group, case.query.name, run_case(case)
    if options.protocol:
        yield from run_protocol(options.folder, options.protocol, options.update)
    elif options.protocol is not None:
        with serve_suite(options.folder) as url:
            yield from run_protocol(options.folder, url, url)


def run_protocol(folder: Path, url: str, update: str | None) -> Iterator[tuple[str, str, str]]:
    """Group, name and fault of every test that is sent to a server."""
    for name, exchanges in read_exchanges(folder):
        yield "protocol", name, run_exchanges(exchanges, url, update or url)
    for name, fault in run_description(url):
        yield "service-description", name, fault


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--protocol",
        metavar="URL",
        nargs="?",
        const="",
        help="send the tests of the protocol too, to a server of ours or to another one",
    )
    parser.add_argument(
        "--only", metavar="GROUP", action="append", help="of the groups of queries, only this one"
    )
    parser.add_argument("--update", metavar="URL", help="its update service, if that is another")
    parser.add_argument("--protocol-data", type=Path, metavar="FILE", help="write it and stop")
    options = parser.parse_args()
    if options.protocol_data:
        options.protocol_data.write_bytes(protocol_data(options.folder))
        return
    total: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    unexplained = 0
    for group, name, fault in run_all(options):
        total[group] += 1
        if fault:
            failed[group] += 1
            reason = REASONS.get((group, name), "")
            unexplained += not reason
            print(f"{group}/{name}: {fault}\n    {reason or 'NOT EXPLAINED'}", flush=True)
    print()
    for group, count in total.items():
        print(f"{group:20} {count - failed[group]:4} of {count}")
    print(f"{'all':20} {sum(total.values()) - sum(failed.values()):4} of {sum(total.values())}")
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
