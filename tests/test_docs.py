"""Documents that cannot lie: what the README shows is what comes out."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def console_examples() -> list[tuple[str, str]]:
    """Commands and the output shown for them, from the README's console blocks."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            if not command.startswith("msc-graph serve"):  # which runs until it is told to end
                found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "expected"), console_examples(), ids=lambda c: c[:60])
def test_a_console_example_gives_what_it_shows(run, tmp_path, monkeypatch, command, expected):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    assert words[0] == "msc-graph"
    code, out, _ = run(*words[1:])
    assert code == 0
    # A line with … alone stands for lines left out, … in a line for the rest of it.
    wanted = expected.strip().replace("…", "...")
    assert doctest.OutputChecker().check_output(wanted + "\n", out.strip() + "\n", FLAGS), out


def test_there_are_examples():
    assert len(console_examples()) >= 4
    assert ">>> " in README


def test_python_examples_of_the_readme(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    parser = doctest.DocTestParser()
    test = parser.get_doctest(README.replace("```", ""), {}, "README", "README.md", 0)
    assert doctest.DocTestRunner(optionflags=FLAGS).run(test).failed == 0


def test_the_two_commands_of_the_readme_are_those_of_ci():
    assert "python3 bootstrap.py demo" in README
    assert "python3 bootstrap.py test" in README
    assert "bootstrap.py test" in (ROOT / ".ci" / "run").read_text()


def test_every_command_stands_in_the_readme():
    from msc_graph.cli.main import cli

    for name in cli.list_commands(None):
        assert f"`{name}`" in README or f"msc-graph {name}" in README, name


def test_documents_name_files_that_exist():
    for document in (*ROOT.glob("*.md"), ROOT / "graph_data" / "README.md"):
        for name in re.findall(
            r"`((?:graph_data|ontology|tests|benchmarks|notebooks|msc_graph)/[\w./-]*)`",
            document.read_text(),
        ):
            assert (ROOT / name).exists(), f"{document.name} names {name}"
