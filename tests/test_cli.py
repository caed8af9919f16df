"""The command line as a user meets it: answers on stdout, one clear line on stderr, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

TOY = Path(__file__).parent / "toy"


def one_line(err: str) -> str:
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err.strip()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["trac"], "did you mean trace?"),
        (["trace", "miR-146a"], "'END'"),
        (["trace", "miR-146a", "AD"], "ambiguous"),
        (["trace", "miR-146", "Alzheimer disease"], "did you mean hsa-miR-146a-5p"),
        (["trace", "miR-146a", "Alzheimer disease", "--max-hops", "0"], "--max-hops"),
        (["trace", "miR-146a", "Alzheimer disease", "--study-type", "in_silico"], "in_vivo"),
        (["trace", "miR-146a", "Alzheimer disease", "--sing", "+"], "--sign"),
        (["show", "Sirt9"], "did you mean SIRT1"),
        (["resolve", "zzzz"], "no entity has such a name"),
        (["resolve"], "no term given"),
        (["resolve", "--file", "/nonexistent"], "cannot be read"),
        (["export", "xlsx", "-o", "x"], "turtle"),
        (["export", "csv", "-o", "/nonexistent/x.csv"], "cannot write"),
        (["export", "kgx", "-o", "/nonexistent/x/y"], "cannot make the folder"),
        (["render", "--around", "SIRT1", "-o", "/nonexistent/x.html"], "cannot write"),
        (["render", "--around", "SIRT1", "--query", "x", "-o", "x.html"], "exclude each other"),
        (["sparql", "SELECT ?s WHERE {"], "line"),
        (["sparql", "INSERT DATA { <a:b> <a:c> <a:d> }"], ""),
        (["sparql", "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"], "SERVICE"),
        (["sparql", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"], "FROM"),
        (["sparql", "no-such-question"], ""),
        (["sparql", "cargo-for-disease", "-p", "disease"], "name=value"),
        (["queries", "no-such-question"], "no-such-question"),
        (["validate", "/nonexistent"], "is no folder"),
        (["format", "/nonexistent"], "is no folder"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(run, tmp_path, monkeypatch, arguments, expected):
    monkeypatch.chdir(tmp_path)
    code, _, err = run("--data", TOY, *arguments)
    assert code == 2
    assert expected in one_line(err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "spoil", "expected"),
    [
        (
            "statements/toy2025.tsv",
            lambda b: b.replace(b"object_id\t", b"", 1),
            "lacks the column object_id",
        ),
        (
            "entities/protein.tsv",
            lambda b: b.replace(b"HGNC:933", b"hgnc:933"),
            "unknown prefix 'hgnc'; write HGNC:",
        ),
        (
            "statements/toy2025.tsv",
            lambda b: b.replace(b"\tcarries\t", b"\tcarry\t"),
            "did you mean carries",
        ),
        (
            "statements/toy2025.tsv",
            lambda b: b.replace(b"HGNC:12036", b"HGNC:1"),
            "no entity 'HGNC:1'",
        ),
        ("statements/toy2025.tsv", lambda b: b + b.splitlines()[-1] + b"\n", "stands twice"),
        ("entities/protein.tsv", lambda b: b + b.splitlines()[-1] + b"\n", "stands twice"),
        ("entities/protein.tsv", lambda b: b + b"\0", "NUL byte"),
        ("statements/toy2025.tsv", lambda b: b + b"\xff\n", "not UTF-8"),
        ("statements/toy2025.tsv", lambda _: b"", "is empty"),
        ("prefixes.json", lambda _: b"{", "cannot be read"),
    ],
)
def test_broken_data_is_named_with_file_and_line(run, toy_copy, table, spoil, expected):
    path = toy_copy / table
    path.write_bytes(spoil(path.read_bytes()))
    code, out, err = run("--data", toy_copy, "trace", "miR-146a", "Alzheimer disease")
    assert (code, out) == (2, "")
    assert expected in one_line(err)
    assert str(path) in err
    code, out, err = run("validate", toy_copy)
    assert code in (1, 2)
    assert expected in out + err


def test_a_query_past_its_time_is_stopped(run):
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    code, _, err = run("--data", TOY, "sparql", query, "--timeout", "1")
    assert code == 2
    assert "time limit" in one_line(err)


def test_a_source_that_is_not_there(run):
    code, _, err = run("--data", "/nonexistent", "stats")
    assert code == 2
    assert "does not exist" in one_line(err)


def test_a_directory_in_place_of_a_table(run, toy_copy):
    (toy_copy / "statements" / "x.tsv").mkdir()
    code, _, err = run("--data", toy_copy, "stats")
    assert code == 2
    assert "is a directory" in one_line(err)


@pytest.mark.parametrize("content", [b"", b"not turtle", b"\xff\xfe\x00"])
def test_broken_rdf_is_refused(run, tmp_path, content):
    path = tmp_path / "graph.ttl"
    path.write_bytes(content)
    code, _, err = run("--data", path, "stats")
    assert code == 2
    assert "graph.ttl" in one_line(err)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder(run, tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    code, _, err = run("--data", TOY, "export", "csv", "-o", tmp_path / "x.csv")
    assert code == 2
    assert "cannot write" in one_line(err)


def test_an_existing_file_is_kept_unless_forced(run, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("mine")
    code, _, err = run("--data", TOY, "export", "csv", "-o", path)
    assert (code, path.read_text()) == (2, "mine")
    assert "--force" in one_line(err)
    assert run("--data", TOY, "export", "csv", "-o", path, "--force")[0] == 0
    assert path.read_text().startswith("statement,")


def test_validate_says_all_at_once_and_exits_1(run, toy_copy):
    path = toy_copy / "statements" / "toy2025.tsv"
    path.write_text(path.read_text().replace("\tinhibits\t", "\tinhibit\t"))
    code, out, err = run("validate", toy_copy)
    assert code == 1
    assert out.count("did you mean inhibits") >= 3
    assert "findings" in one_line(err)
    assert run("validate", TOY)[0] == 0


def test_resolve_as_json_has_its_documented_fields(run):
    code, out, _ = run(
        "--data", TOY, "resolve", "AD", "NFkB", "nothing of the kind", "--format", "json"
    )
    assert code == 0
    ambiguous, found, unknown = json.loads(out)
    assert [c["id"] for c in ambiguous["candidates"]] == ["MONDO:0004975", "UBERON:0001013"]
    assert ambiguous["id"] is None
    assert (found["id"], found["match"], found["candidates"]) == ("FPLX:NFkappaB", "normalised", [])
    assert (unknown["id"], unknown["suggestions"]) == (None, [])


def test_resolve_reads_a_file(run, tmp_path):
    path = tmp_path / "terms.txt"
    path.write_text("SIRT1\n\nTRAF6\n")
    _, out, _ = run("--data", TOY, "resolve", "--file", path, "--format", "tsv")
    assert [line.split("\t")[1] for line in out.splitlines()[1:]] == ["HGNC:14929", "HGNC:12036"]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "table"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["trace", "miR-146a", "Alzheimer disease"],
        ["show", "SIRT1"],
        ["stats"],
        ["queries"],
        ["resolve", "SIRT1"],
        ["sparql", "SELECT ?s ?l WHERE { ?s rdfs:label ?l } ORDER BY ?l LIMIT 3"],
    ],
)
def test_every_list_comes_in_every_form(run, arguments, form):
    code, out, err = run("--data", TOY, *arguments, "--format", form)
    assert (code, err) == (0, "")
    if form == "json":
        assert json.loads(out)
    elif form == "jsonl":
        assert all(json.loads(line) for line in out.splitlines())
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(out)))) > 1
    else:
        assert out.count("\n") > 1


def test_an_empty_answer_is_no_error(run):
    code, out, err = run("--data", TOY, "trace", "miR-146a", "amyloid-beta")
    assert code == 0
    assert "no chain within these bounds" in err
    code, out, err = run("--data", TOY, "sparql", "SELECT ?s WHERE { ?s a <urn:nothing> }")
    assert (code, out) == (0, "")
    assert "nothing found" in one_line(err)


def test_sparql_from_standard_input_and_as_ask(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("ASK { ?s rdfs:label 'SIRT1' }"))
    assert run("--data", TOY, "sparql", "-")[1] == "yes\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "SIRT1"],
        ["resolve", "SIRT1", "--format", "tsv"],
        ["resolve", "SIRT1", "--format", "csv"],
        ["trace", "miR-146a", "Alzheimer disease"],
        ["trace", "miR-146a", "SIRT"],
    ],
)
def test_words_from_outside_do_not_steer_the_terminal(run, toy_copy, arguments):
    escape = "\x1b[31mred\x07"
    proteins = toy_copy / "entities" / "protein.tsv"
    proteins.write_text(
        proteins.read_text().replace("\tSIRT1\t", f"\tSIRT1{escape}\t").replace("Sirt1", "SIRT1")
    )
    statements = toy_copy / "statements" / "toy2025.tsv"
    statements.write_text(statements.read_text().replace("PMID:1\t", f"PMID:1{escape}\t"))
    _, out, err = run("--data", toy_copy, *arguments)
    assert out + err
    assert "\x1b[31m" not in out + err
    assert "\x07" not in out + err


def test_an_error_line_does_not_steer_the_terminal(run, toy_copy):
    path = toy_copy / "statements" / "toy2025.tsv"
    path.write_text(path.read_text().replace("HGNC:12036\tTRAF6", "HGNC:1\t\x07\x1b[31mTRAF6"))
    for arguments in (["--data", toy_copy, "stats"], ["validate", toy_copy]):
        _, out, err = run(*arguments)
        assert "HGNC:1" in out + err
        assert "\x07" not in out + err
        assert "\x1b" not in out + err


def test_several_graphs_are_merged(run, toy_copy):
    code, out, _ = run("--data", TOY, "--data", toy_copy, "stats", "--format", "json")
    assert code == 0
    counts = {(r["what"], r["which"]): r["count"] for r in json.loads(out)}
    assert counts["statements", "all"] == 21
    assert counts["evidence", "all"] == 22


def test_completion_scripts_and_names(run):
    for shell in ("bash", "zsh", "fish"):
        assert "_MSC_GRAPH_COMPLETE" in run("completion", shell)[1]
    environment = {
        **os.environ,
        "_MSC_GRAPH_COMPLETE": "bash_complete",
        "COMP_WORDS": f"msc-graph --data {TOY} show SIR",
        "COMP_CWORD": "4",
    }
    done = subprocess.run(
        [sys.executable, "-m", "msc_graph"], env=environment, capture_output=True, text=True
    )
    assert "plain,SIRT1" in done.stdout


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m msc_graph --data {TOY} stats | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_command_there_is_help(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert "Commands:" in out


def test_every_command_has_help_with_an_example(run):
    from msc_graph.cli.main import cli

    for name in cli.list_commands(None):
        code, out, _ = run(name, "--help")
        assert code == 0
        assert f"msc-graph {name}" in out.split("Example", 1)[1], name
