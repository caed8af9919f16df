"""The shape of the house: floors, file sizes, what a fast start may import, clean linting."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "msc_graph").rglob("*.py"))


def check(*command: str) -> None:
    if find_spec(command[0].replace("-", "_")) is None:
        pytest.skip(f"{command[0]} is not installed; `bootstrap.py test` installs it")
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_code_is_clean():
    check("ruff", "check", ".")


def test_code_is_formatted():
    check("ruff", "format", "--check", ".")


def test_types_hold():
    check("mypy")


def test_imports_only_go_down():
    if find_spec("importlinter") is None:
        pytest.skip("import-linter is not installed; `bootstrap.py test` installs it")
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_fits_in_the_head(path):
    assert len(path.read_text().splitlines()) <= 400
    assert ast.get_docstring(ast.parse(path.read_text())), "a module says what it is for"


def test_a_trace_starts_without_the_heavy_libraries():
    heavy = ("rdflib", "networkx", "numpy", "pyvis", "pydantic", "rich", "pyoxigraph", "jinja2")
    code = (
        "import sys; from msc_graph.cli.main import run; "
        "code = run(['trace', 'miR-146a', 'Alzheimer disease']); "
        f"found = [m for m in {heavy} if m in sys.modules]; sys.exit(f'{{found}}' if found or code else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_each_heavy_library_lives_on_one_floor():
    homes = {
        "anyio": ("web/",),
        "h11": ("web/",),
        "rdflib": ("rdf/", "store/"),
        "pyoxigraph": ("store/",),
        "networkx": ("network/", "render/", "export/"),
        "matplotlib": ("render/",),
        "numba": ("network/",),
        "numpy": ("network/", "snapshot/", "analysis/array_"),
        "polars": ("snapshot/",),
        "pyvis": ("render/",),
        "starlette": ("web/",),
        "urllib3": ("store/",),
        "uvicorn": ("web/",),
        "click": ("cli/",),
        "pydantic": ("checks/", "web/"),
        "rich": ("cli/",),
    }
    for path in MODULES:
        where = path.relative_to(ROOT / "msc_graph").as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                floors = homes.get(name.split(".")[0])
                typing_only = where == "graph.py"
                assert floors is None or typing_only or where.startswith(floors), (
                    f"{where} imports {name}"
                )


def test_nothing_swallows_errors_or_hides_its_names():
    for path in MODULES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.ExceptHandler) and node.type is None), path
            assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), path
        assert path.stem not in ("utils", "helpers", "common", "manager")
