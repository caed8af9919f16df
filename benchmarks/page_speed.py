"""How soon a page is drawn in Chromium, as a ratio to the page that pyvis makes by itself.

The whole curated graph, and a made-up one of 5,000 entities; interleaved in one run, medians, from
the start of the navigation to the first picture. The page of pyvis has its physics off, since that
would only end after minutes, and the same marks, lines and labels at given places.

    python benchmarks/page_speed.py [--rounds 7]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyvis.network import Network

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.graph import MechanismGraph
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.render.layout import compute_layout
from msc_graph.render.page import render_page

CATEGORIES = ("MSCSource", "VesiclePreparation", "MicroRNA", "Protein", "Pathway", "Disease")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
#: When each page has drawn its first picture (ms since its navigation began).
OURS = "() => window.mscGraph?.drawn ?? null"
PYVIS = """() => new Promise((done) => {
  network.once("afterDrawing", () => done(performance.now()));
  network.redraw();
})"""


def make_corpus(nodes: int) -> Corpus:
    """A graph of so many entities of six categories, and as many statements."""
    entities = {
        f"x:{i}": Entity(f"x:{i}", f"thing {i}", CATEGORIES[i % len(CATEGORIES)])
        for i in range(nodes)
    }
    evidence = Evidence("supports", "stated", "stated", "in_vivo", "PMID:1", note="as said")
    statements, rows = {}, {}
    for i in range(nodes):
        claim = Claim(f"x:{i}", "inhibits" if i % 2 else "promotes", f"x:{(i * 7 + 1) % nodes}")
        identifier = statement_id(claim)
        statements[identifier] = Statement(identifier, *claim)
        rows[identifier] = (EvidenceRow.of(evidence),)
    return Corpus(entities, statements, rows)


def write_ours(corpus: Corpus) -> str:
    return render_page(corpus, list(corpus.statements.values()), title="Page")


def write_pyvis(corpus: Corpus) -> str:
    """What pyvis makes of the same graph."""
    statements: Sequence[Statement] = list(corpus.statements.values())
    ends = {end for s in statements for end in (s.subject, s.object)}
    entities = [corpus.entities[end] for end in sorted(ends)]
    places = compute_layout(entities, statements, corpus.predicates)
    network = Network(directed=True, cdn_resources="in_line", height="900px")
    network.toggle_physics(False)
    for entity in entities:
        x, y = places[entity.id]
        network.add_node(entity.id, label=entity.label, group=entity.category, x=x, y=y)
    for statement in statements:
        network.add_edge(statement.subject, statement.object, title=statement.predicate)
    return str(network.generate_html(notebook=False))


def measure(browser: Any, path: Path, script: str) -> float:
    """Milliseconds to the first picture of a page, in a context of its own, without a network."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    try:
        page = context.new_page()
        page.goto(path.as_uri())
        while (drawn := page.evaluate(script)) is None:
            page.wait_for_timeout(20)
        return float(drawn)
    finally:
        context.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("page_speed: there is no chromium; install one")
    graphs = {"curated graph": MechanismGraph.load().corpus, "5,000 entities": make_corpus(5_000)}
    report: dict[str, Any] = {"rounds": options.rounds}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for title, corpus in graphs.items():
            pages = {}
            for name, text, script in (
                ("ours", write_ours(corpus), OURS),
                ("pyvis", write_pyvis(corpus), PYVIS),
            ):
                pages[name] = Path(folder) / f"{name}.html", script
                pages[name][0].write_text(text, encoding="utf-8")
            taken: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(options.rounds):
                for name, (path, script) in pages.items():
                    taken[name].append(measure(browser, path, script))
            middle = {name: statistics.median(times) for name, times in taken.items()}
            report[title] = {
                "statements": len(corpus.statements),
                "megabytes": {n: round(p.stat().st_size / 1e6, 1) for n, (p, _) in pages.items()},
                "drawn after ms": {name: round(time) for name, time in middle.items()},
                "ratio to pyvis": round(middle["ours"] / middle["pyvis"], 2),
            }
        browser.close()
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
