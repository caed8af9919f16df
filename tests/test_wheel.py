"""The wheel carries ontology and data: installed elsewhere, alone, the main job works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UV = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))


@pytest.mark.skipif(UV is None, reason="uv is not installed; `bootstrap.py test` installs it")
def test_the_wheel_works_in_an_empty_environment(tmp_path):
    def run(*command: str | Path, **options) -> str:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(UV, "build", "--wheel", "-q", "-o", tmp_path / "dist", cwd=ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run(UV, "venv", "-q", "--python", sys.executable, tmp_path / "env")
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(UV, "pip", "install", "-q", "--python", python, wheel)
    (tmp_path / "elsewhere").mkdir()
    out = run(python, "-m", "msc_graph", "demo", cwd=tmp_path / "elsewhere")
    assert "Alzheimer disease" in out
    assert (tmp_path / "elsewhere" / "msc_graph_demo.html").stat().st_size > 100_000
    where = run(
        python, "-c", "import msc_graph; print(msc_graph.__file__)", cwd=tmp_path / "elsewhere"
    )
    assert str(tmp_path) in where
