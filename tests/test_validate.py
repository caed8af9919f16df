from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from msc_graph.checks.sources import check_passages
from msc_graph.checks.validate import validate_folder
from msc_graph.curation.canonical import format_folder
from msc_graph.curation.reading import load_corpus
from msc_graph.exceptions import DataError


def messages(folder: Path) -> list[str]:
    return [str(finding) for finding in validate_folder(folder).findings]


def spoil(folder: Path, old: str, new: str, table: str = "statements/toy2025.tsv") -> Path:
    path = folder / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_toy_passes_and_something_was_checked(toy_copy):
    report = validate_folder(toy_copy)
    assert [str(f) for f in report.findings] == []
    assert report.statements == 21
    assert report.rows > 40


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\tinhibits\tHGNC:12036", "\tinhibit\tHGNC:12036", "did you mean inhibits"),
        ("HGNC:12036\tTRAF6", "hgnc:12036\tTRAF6", "no entity 'hgnc:12036'"),
        ("\tTRAF6\t", "\tTRAF7\t", "is not the label 'TRAF6'"),
        (
            "supports\tstated\timplied",
            "supports\tsaid\timplied",
            "choose hedged, hypothesis, stated",
        ),
        ("APP/PS1 mouse", "APP mouse", "no entity is labelled 'APP mouse'"),
        ("PMID:2\t", "PMID:99\t", "PMID:99 is not in references.tsv"),
        ("\tupregulates\tHGNC:14929", "\tpromotes\tHGNC:14929", "use upregulates"),
        (
            "reduces\tmscg:astrocyte",
            "downregulates\tmscg:astrocyte",
            "amount verbs are for molecules",
        ),
    ],
)
def test_a_bad_cell_is_found_with_its_line(toy_copy, old, new, expected):
    path = spoil(toy_copy, old, new)
    found = [m for m in messages(toy_copy) if expected in m]
    assert found
    assert all(m.startswith(f"{path}:") for m in found)


def test_a_wrong_prefix_in_an_entity_table(toy_copy):
    spoil(toy_copy, "HGNC:933", "hgnc:933", "entities/protein.tsv")
    assert any("unknown prefix 'hgnc'; write HGNC:" in m for m in messages(toy_copy))


def test_a_duplicate_row_and_a_duplicate_label(toy_copy):
    table = toy_copy / "statements" / "toy2025.tsv"
    lines = table.read_text().splitlines()
    table.write_text("\n".join([*lines, lines[-1]]) + "\n")
    spoil(toy_copy, "TRAF6", "sirt1", "entities/protein.tsv")
    found = messages(toy_copy)
    assert any("stands twice" in m for m in found)
    assert any("stands also at" in m for m in found)


def test_a_wrong_sign_is_caught_without_a_reader(toy_copy):
    # The chains of PMID:1 lower the disease; let the same paper say end to end that it is raised.
    spoil(toy_copy, "UC-MSC exosome\tameliorates", "UC-MSC exosome\texacerbates")
    assert any("has the other sign" in m for m in messages(toy_copy))


def test_an_erratum_explains_a_contradiction(toy_copy):
    spoil(toy_copy, "UC-MSC exosome\tameliorates", "UC-MSC exosome\texacerbates")
    row = "E2\tx\ttoy2025 body\tworse\tbetter\tboth kept\tmscg:uc-msc-exosome exacerbates MONDO:0004975\t\t\n"
    with (toy_copy / "errata.tsv").open("a") as file:
        file.write(row)
    assert not any("other sign" in m for m in messages(toy_copy))


def test_an_erratum_must_name_statements(toy_copy):
    spoil(
        toy_copy,
        "mscg:uc-msc-exosome inhibits HGNC:14929",
        "mscg:uc-msc-exosome inhibits HGNC:1",
        "errata.tsv",
    )
    assert any("names a claim that is no statement" in m for m in messages(toy_copy))


def test_a_check_that_saw_nothing_has_not_passed(tmp_path, toy_copy):
    (tmp_path / "empty" / "statements").mkdir(parents=True)
    assert any("nothing was checked" in m for m in messages(tmp_path / "empty"))
    shutil.rmtree(toy_copy / "statements")
    (toy_copy / "statements").mkdir()
    assert any("nothing was checked" in m for m in messages(toy_copy))


def test_many_findings_come_at_once(toy_copy):
    spoil(toy_copy, "\tinhibits\t", "\tinhibit\t")
    spoil(toy_copy, "TRAF6", "TRAF6\x00", "entities/protein.tsv")
    (toy_copy / "references.tsv").write_bytes(b"\xff\xfe")
    (toy_copy / "entities" / "gene.tsv").write_text("")
    found = "\n".join(messages(toy_copy))
    assert "did you mean inhibits" in found
    assert "NUL byte" in found
    assert "gene.tsv" in found


def test_format_restores_the_canonical_form(toy_copy):
    table = toy_copy / "statements" / "toy2025.tsv"
    canonical = table.read_text()
    header, *rows = canonical.splitlines()
    table.write_text("\n".join([header, *reversed(rows)]) + "\n")
    assert any("canonical form" in m for m in messages(toy_copy))
    assert list(format_folder(toy_copy)) == [table]
    assert table.read_text() == canonical
    assert list(format_folder(toy_copy)) == []


def test_format_fills_ids_in_from_labels_and_synonyms(toy_copy):
    table = toy_copy / "statements" / "toy2025.tsv"
    canonical = table.read_text()
    table.write_text(
        canonical.replace("HGNC:12036\tTRAF6", "\tTRAF6").replace("\tMus musculus\t", "\tmouse\t")
    )
    list(format_folder(toy_copy))
    assert table.read_text() == canonical


def test_format_writes_nothing_when_a_table_is_broken(toy_copy):
    before = {p: p.read_bytes() for p in toy_copy.rglob("*.tsv")}
    broken = toy_copy / "references.tsv"
    broken.write_text("id\tname\nx\ty\n")
    before[broken] = broken.read_bytes()
    with pytest.raises(Exception, match="columns differ"):
        list(format_folder(toy_copy))
    assert {p: p.read_bytes() for p in toy_copy.rglob("*.tsv")} == before


def test_both_spellings_of_what_is_not_negated_are_one_statement(toy_copy):
    table = toy_copy / "statements" / "toy2025.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    claim = next(line for line in lines if line.startswith("HGNC:12036\tTRAF6\tactivates"))
    cells = claim.split("\t")
    cells[6] = "false"
    other = "\t".join(cells).replace("PMID:1\ttoy2025:1", "PMID:2\ttoy2025:2")
    table.write_text("\n".join([*lines, other]) + "\n", encoding="utf-8")
    corpus = load_corpus(toy_copy)
    (found,) = corpus.find("HGNC:12036", ("activates",), "FPLX:NFkappaB")
    assert {e.reference for e in corpus.evidence(found.id)} == {"PMID:1", "PMID:2"}


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b", "\x1c", "\r"])
def test_marks_of_a_new_line_in_a_note_do_not_tear_its_row_apart(toy_copy, mark):
    table = toy_copy / "statements" / "background.tsv"
    before = table.read_text(encoding="utf-8")
    table.write_bytes(before.replace("General knowledge.", f"General{mark}knowledge.").encode())
    list(format_folder(toy_copy))
    assert table.read_text(encoding="utf-8") == before


def test_format_does_not_choose_between_two_entities_of_one_label(toy_copy):
    protein = toy_copy / "entities" / "protein.tsv"
    row = next(r for r in protein.read_text().splitlines() if r.startswith("HGNC:12036\t"))
    protein.write_text(protein.read_text() + row.replace("HGNC:12036", "HGNC:99999") + "\n")
    spoil(toy_copy, "HGNC:12036\tTRAF6", "\tTRAF6")
    list(format_folder(toy_copy))
    text = (toy_copy / "statements" / "toy2025.tsv").read_text()
    assert "HGNC:99999" not in text
    assert "\tTRAF6\t" in text


def test_one_broken_table_does_not_hide_what_is_wrong_elsewhere(toy_copy):
    spoil(toy_copy, "PMID:1\tPaper", "ISBN:1\tPaper", "references.tsv")
    spoil(toy_copy, "id\tsubject", "id\tabout", "errata.tsv")
    spoil(toy_copy, "\tactivates\t", "\tactivate\t")
    found = "\n".join(messages(toy_copy))
    assert "references.tsv:2: id: 'ISBN:1' has the unknown prefix 'ISBN'" in found
    assert "errata.tsv:1: lacks the column subject" in found
    assert "did you mean activates" in found


def test_what_is_no_fingerprint_is_a_finding(toy_copy):
    header, row, *_ = (toy_copy / "statements" / "toy2025.tsv").read_text().splitlines()
    cells = row.split("\t")
    for odd in ("abc", "²:00", ":", "3:xyz"):
        cells[header.split("\t").index("fingerprint")] = odd
        spoil(toy_copy, row, "\t".join(cells))
        assert any(f"fingerprint: {odd!r}" in m for m in messages(toy_copy))
        _, (*_, finding) = check_passages(toy_copy, {"toy2025": "some text"})
        assert isinstance(finding, DataError)
        spoil(toy_copy, "\t".join(cells), row)


def test_digits_of_other_kinds_are_sorted_as_text(toy_copy):
    spoil(toy_copy, "toy2025:1\ttoy2025\tResults", "toy²025:1\ttoy2025\tResults")
    list(format_folder(toy_copy))
    assert any("cited_as" in m for m in messages(toy_copy))
