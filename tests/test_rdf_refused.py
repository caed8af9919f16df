"""Files that are no RDF, or too much of it: one line names the file, the line and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import DataError, UsageError
from msc_graph.rdf.decode import read_rdf
from msc_graph.store.serialise import serialise


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        (
            "a.ttl",
            b"@prefix a: <http://a/> .\na:b a:c a:d .\na:b a:c .\n",
            r"a\.ttl:3: is not Turtle",
        ),
        ("a.nt", b"<http://a> <http://b> <http://c> .\nnonsense\n", r"a\.nt:2: is not N-Triples"),
        ("a.nq", b"<http://a> <http://b> <http://c> .\n\n<x\n", r"a\.nq:3: is not N-Quads"),
        ("a.trig", b"{ <http://a> <http://b> }", "is not TriG"),
        ("a.jsonld", b'{"@id":\n x}', r"a\.jsonld:2: is not JSON"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:1/x", "@id": "a"}', "remote context"),
        ("a.jsonld", b'[{"@graph": [{"@context": [{}, "x.json"]}]}]', "remote context"),
        ("a.jsonld", b'{"@context": {"@import": "x.json"}}', "remote context"),
        ("a.jsonld", b'{"@context": 5}', "is not JSON-LD"),
        ("a.jsonld", b"[" * 100_000, "nested too deeply"),
        ("a.ttl", b"<http://a> <http://b> " + b"[" * 50_000, "nested too deeply|not Turtle"),
        ("a.ttl", b"", "is empty"),
        ("a.ttl", b" \n", "is empty"),
        ("a.ttl", b"<http://a> <http://b> '\xff' .", "is not UTF-8"),
        ("a.ttl", b"<http://a> <http://b> <http://c> .", "holds no statement"),
        ("a.xml", b"<rdf/>", "no RDF file by its name"),
    ],
)
def test_bad_files_are_one_data_error(
    tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=complaint) as caught:
        read_rdf(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))


def test_directory_and_missing_file(tmp_path: Path) -> None:
    (tmp_path / "d.ttl").mkdir()
    with pytest.raises(DataError, match="is a directory"):
        read_rdf(tmp_path / "d.ttl")
    with pytest.raises(DataError, match="cannot be read"):
        read_rdf(tmp_path / "missing.ttl")


def test_too_large_file(tmp_path: Path) -> None:
    path = tmp_path / "large.nt"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(DataError, match="larger than 1 GiB"):
        read_rdf(path)


def test_unknown_syntax(toy: Corpus) -> None:
    with pytest.raises(UsageError, match="turtle"):
        serialise(toy, "rdfxml")
