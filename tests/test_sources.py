"""Against a reader's own copy of the reviews, where this machine has one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from msc_graph.bundle import find_folder
from msc_graph.checks.sources import check_copies, check_passages
from msc_graph.curation.fingerprints import fingerprint

#: `review=file` pairs separated by `;`; the reviews themselves are not part of the repository.
TEXTS = os.environ.get("MSC_GRAPH_TEXTS", "")
with_texts = pytest.mark.skipif(not TEXTS, reason="MSC_GRAPH_TEXTS names no copy of the reviews")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    pairs = (pair.partition("=") for pair in TEXTS.split(";"))
    return {review: Path(path).read_text(encoding="utf-8") for review, _, path in pairs}


@with_texts
def test_every_passage_is_in_its_review(texts):
    checked, findings = check_passages(find_folder("graph_data"), texts)
    assert [str(f) for f in findings] == []
    assert checked >= 250


@with_texts
def test_no_sentence_is_copied(texts):
    assert [str(f) for f in check_copies(find_folder("graph_data"), texts)] == []


def with_fingerprint(folder: Path, value: str) -> None:
    table = folder / "statements" / "toy2025.tsv"
    lines = table.read_text().splitlines()
    column = lines[0].split("\t").index("fingerprint")
    rows = [line.split("\t") for line in lines[1:]]
    for row in rows:
        row[column] = value
    table.write_text("\n".join([lines[0], *("\t".join(row) for row in rows)]) + "\n")


def test_a_passage_is_found_whatever_its_punctuation(toy_copy):
    with_fingerprint(toy_copy, fingerprint("the vesicles carry miR-146a"))
    text = {"toy2025": "We saw: The vesicles carry «miR-146a», and more."}
    checked, findings = check_passages(toy_copy, text)
    assert (checked > 10, findings) == (True, [])
    checked, findings = check_passages(toy_copy, {"toy2025": "The vesicles carry miR-146b."})
    assert checked == len(findings) > 10


def test_a_missing_fingerprint_is_a_finding(toy_copy):
    checked, findings = check_passages(toy_copy, {"toy2025": "x"})
    assert checked == 0
    assert all("has no fingerprint" in str(f) for f in findings)


def test_a_copied_sentence_is_a_finding(toy_copy):
    words = "transgenic model of Alzheimer disease"  # the toy's own description, five words
    assert list(check_copies(toy_copy, {"toy2025": words})) == []
    path = toy_copy / "entities" / "animal_model.tsv"
    copied = "one two three four five six seven eight nine"
    path.write_text(path.read_text().replace("Transgenic model of Alzheimer disease", copied))
    (finding,) = check_copies(toy_copy, {"toy2025": f"zero {copied} ten"})
    assert finding.path == path
    assert finding.column == "description"


def test_verify_on_the_command_line(run, toy_copy, tmp_path):
    with_fingerprint(toy_copy, fingerprint("the vesicles carry miR-146a"))
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("the vesicles carry miR-146a")
    bad.write_text("nothing of the kind")
    assert run("verify", toy_copy, "--text", f"toy2025={good}")[0] == 0
    assert run("verify", toy_copy, "--text", f"toy2025={bad}")[0] == 1
    assert run("verify", toy_copy, "--text", f"other={good}")[0] == 1  # nothing was checked
    assert run("verify", toy_copy, "--text", "toy2025")[0] == 2
    assert run("verify", toy_copy, "--text", "toy2025=/nonexistent")[0] == 2


def test_a_curator_makes_a_fingerprint(run):
    code, out, _ = run("fingerprint", "The vesicles carry miR-146a.")
    assert (code, out.strip()) == (0, fingerprint("the vesicles carry miR-146a"))
    assert run("fingerprint", "too short")[0] == 2
