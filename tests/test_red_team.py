"""What a hostile graph or a hostile page elsewhere tries, against a real server."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from conftest import TOY
from serving import Server, start_server

HOSTILE = (
    "\"'><img src=x onerror=alert(1)></script></style></textarea><!--<script>alert(1)</script>"
)
#: Columns that hold the label of an entity.
_LABELS = {"label", "subject_label", "object_label", "disease", "species", "model"}
#: Columns that hold text.
_TEXTS = {"description", "locator", "dose", "note", "title", "authors", "journal", "said"}
_NODES = (
    "id\tcategory\tname\nHGNC:1\tbiolink:Protein\tone\nMONDO:1\tbiolink:Disease\tanother\n",
    "id\tsubject\tpredicate\tobject\tpublications\ne1\tHGNC:1\tbiolink:causes\tMONDO:1\t{}\n",
)


class Reader(HTMLParser):
    """What of a page a browser would run or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.handlers: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.add(name)
            if name in ("href", "src", "action", "formaction"):
                self.links.add(value or "")


def spoil(table: Path) -> None:
    """Write a table anew, with hostile text wherever text may stand."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        for name, value in row.items():
            if (name in _LABELS and value) or name in _TEXTS:
                row[name] = f"{value or ''} {HOSTILE}"
        if "xrefs" in row:
            row["xrefs"] = "javascript:alert(1)|data:text/html,x"
        if "doi" in row:
            row["doi"] = "javascript:alert(1)"
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("hostile") / "data"))
    for table in folder.rglob("*.tsv"):
        spoil(table)
    prefixes = json.loads((folder / "prefixes.json").read_text("utf-8"))
    prefixes["javascript"] = "javascript://x/%0aalert(1)//"
    (folder / "prefixes.json").write_text(json.dumps(prefixes), encoding="utf-8")
    protein = folder / "entities" / "protein.tsv"
    protein.write_text(protein.read_text("utf-8") + "javascript:x\tevil" + "\t" * 7 + "\n", "utf-8")
    with start_server("--workers", "1", data=[folder]) as started:
        yield started


def list_pages(server: Server) -> Iterator[str]:
    """Addresses of pages of every kind."""
    echoed = quote(HOSTILE)
    entities = server.get("/api/entities").json()["entities"]
    statements = server.get("/api/statements").json()["statements"]
    yield "/"
    yield from (f"/entity/{quote(entity['id'], safe=':')}" for entity in entities)
    yield from (f"/statement/{one['statement'].rpartition('/')[2]}" for one in statements[:3])
    yield from ("/reference/PMID:1", "/entity/MONDO:0004975/graph?hops=2")
    yield from (f"/search?q={echoed}", f"/entity/{echoed}", f"/nowhere/{echoed}")
    yield "/trace?start=any:microRNA&end=any:disease"
    yield f"/trace?{urlencode({'start': HOSTILE, 'end': HOSTILE, 'via': HOSTILE})}"
    for query in (
        "SELECT * { ?s rdfs:label ?o }",
        f"SELECT * {{ {HOSTILE}",
        f"ASK {{}} # {HOSTILE}",
    ):
        yield f"/sparql/page?{urlencode({'query': query})}"
    yield f"/sparql/page?{urlencode({'question': HOSTILE, 'p.x': HOSTILE})}"
    yield f"/sparql/graph?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}"


def test_nothing_hostile_is_run_or_followed(hostile_server):
    shown = 0
    for path in list_pages(hostile_server):
        reply = hostile_server.get(path, {"Accept": "text/html"})
        assert reply.status in (200, 400, 404), (path, reply.status)
        reader = Reader()
        reader.feed(reply.text)
        assert not reader.tags & {"img", "iframe", "object", "embed", "base"}, path
        assert not reader.handlers, path
        odd = [
            link for link in reader.links if not link.startswith(("/", "#", "https://", "http://"))
        ]
        assert not odd, (path, odd)
        shown += "onerror" in reply.text
    assert shown > 20  # it was there, as text


def test_no_page_may_be_framed(server):
    asked = urlencode({"question": "targets-of-cargo", "p.cargo": "miR-146a"})
    drawn = ("/trace?start=SHP2&end=osteoarthritis", "/entity/HGNC:9588/graph")
    for path in (*drawn, f"/sparql/graph?{asked}", f"/sparql/page?{asked}", "/", "/nowhere"):
        reply = server.get(path, {"Accept": "text/html"})
        policy = reply.headers["content-security-policy"].split("; ")
        assert "frame-ancestors 'none'" in policy, path
        assert policy.count("default-src 'none'") == 1, path


def test_a_paper_without_an_address_is_named_and_not_linked(tmp_path):
    papers = "javascript:alert(1)|x:<script>alert(1)</script>"
    for name, text in zip(("a_nodes.tsv", "a_edges.tsv"), _NODES, strict=True):
        (tmp_path / name).write_text(text.format(papers), encoding="utf-8")
    asked: Mapping[str, str] = {"start": "HGNC:1", "end": "MONDO:1", "walk": "any"}
    with start_server("--workers", "1", data=[tmp_path]) as started:
        reply = started.get(f"/trace?{urlencode(asked)}", {"Accept": "text/html"})
        assert reply.status == 200
        reader = Reader()
        reader.feed(reply.text)
        assert not [link for link in reader.links if "javascript" in link]
        assert "x:&lt;script&gt;" in reply.text
