"""The W3C's SPARQL 1.1 tests put to our query path; every failure is named with its reason.

    python benchmarks/w3c_sparql.py FOLDER

FOLDER is `sparql/` of github.com/w3c/rdf-tests, which is not part of this repository.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from w3c_suite import DEFAULT, SYNTAX, Case, is_expected, load_quads, read_cases

from msc_graph.exceptions import MSCGraphError, QueryError, StoreError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import Dataset
from msc_graph.store.embedded import EmbeddedStore
from msc_graph.store.guard import check_query

QUERY = (
    "aggregates",
    "bind",
    "bindings",
    "cast",
    "construct",
    "exists",
    "functions",
    "grouping",
    "negation",
    "project-expression",
    "property-path",
    "subquery",
    "syntax-query",
)
RESULTS = ("csv-tsv-res", "json-res")


def run(case: Case) -> str:
    if case.kind in SYNTAX:
        return check_syntax(case)
    named = tuple(case.named)
    with EmbeddedStore(lambda: load_quads(case), Namespaces({}), graphs=named) as store:
        dataset = Dataset((DEFAULT,), named) if "FROM <" not in case.text else None
        try:
            answer = store.query(case.text, dataset=dataset)
        except MSCGraphError as error:
            return str(error)
    return "" if is_expected(case, answer) else "another answer"


def check_syntax(case: Case) -> str:
    try:
        with EmbeddedStore(lambda: b"", Namespaces({}), graphs=tuple(case.named)) as store:
            store.query(case.text)
    except (QueryError, UnicodeDecodeError) as error:
        return str(error) if SYNTAX[case.kind] else ""
    except StoreError:  # it was understood, and cannot be carried out
        pass
    return "" if SYNTAX[case.kind] else "let through"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    total, passed = Counter(), Counter()
    for case in read_cases(options.folder, "sparql11", (*QUERY, *RESULTS)):
        total[case.group] += 1
        why = run(case)
        if why:
            print(case.group, case.name, "|", case.query.name, "|", why[:200], flush=True)
        else:
            passed[case.group] += 1
    for g in total:
        print(g, passed[g], total[g])
    print(sum(passed.values()), sum(total.values()))


if __name__ == "__main__":
    main()
