"""Set this checkout up on a machine that has Python 3.11+ and nothing else, and run one job.

    python3 bootstrap.py demo     set up and run the main job
    python3 bootstrap.py test     set up and run every test
    python3 bootstrap.py setup    set up only

Everything goes into `.venv` beside this file: no root, no change to the system's Python. The exact
versions of `uv.lock` are installed.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
INDEX = "https://pypi.org/simple/pip/"


def run(*command, **options):
    """Run a command; stop with its exit code if it fails."""
    code = subprocess.call(list(command), cwd=HERE, **options)
    if code:
        sys.exit(code)


def tool(name):
    """Path of a program inside the environment."""
    return os.path.join(BIN, name + (".exe" if os.name == "nt" else ""))


def make_environment():
    """Make `.venv` and put uv into it, also where the system's Python lacks ensurepip or pip."""
    if os.path.exists(tool("uv")):
        return
    print("setting up .venv …", file=sys.stderr)
    if subprocess.call([sys.executable, "-m", "venv", "--without-pip", "--clear", VENV], cwd=HERE):
        sys.exit(
            "bootstrap.py: this Python cannot make virtual environments; install its venv module"
        )
    python = tool("python")
    quiet = ["install", "-q", "--disable-pip-version-check", "uv"]
    for pip in (
        [python, "-m", "pip"]
        if not subprocess.call([python, "-m", "ensurepip"], **SILENT)
        else None,
        [sys.executable, "-m", "pip", "--python", python],
    ):
        if pip and subprocess.call(pip + quiet, **SILENT) == 0:
            return
    with tempfile.TemporaryDirectory() as folder:
        run(python, os.path.join(download_pip(folder), "pip"), *quiet)


SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": HERE}


def download_pip(folder):
    """Fetch pip's newest wheel from the package index, check its SHA-256, give its path."""
    with urllib.request.urlopen(INDEX, timeout=60) as answer:
        page = answer.read().decode()
    # One link a file, with its checksum: the index page as PEP 503 has it.
    links = re.findall(
        r'href="([^"#]+)#sha256=(\w{64})"[^>]*>(pip-[\d.]+-py3-none-any\.whl)<', page
    )
    if not links:
        sys.exit("bootstrap.py: the package index lists no pip; install pip or venv yourself")
    url, checksum, name = links[-1]
    with urllib.request.urlopen(urllib.parse.urljoin(INDEX, url), timeout=60) as answer:
        data = answer.read()
    if hashlib.sha256(data).hexdigest() != checksum:
        sys.exit("bootstrap.py: the downloaded pip has another checksum than the index says")
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def main():
    """Do the job named on the command line."""
    jobs = ("demo", "test", "setup")
    if len(sys.argv) < 2 or sys.argv[1] not in jobs:
        sys.exit("bootstrap.py: say what to do: " + ", ".join(jobs))
    if sys.version_info < (3, 11):
        sys.exit("bootstrap.py: Python 3.11 or newer is needed, this is " + sys.version.split()[0])
    job, further = sys.argv[1], sys.argv[2:]
    make_environment()
    groups = ["--group", "dev"] if job == "test" else ["--no-default-groups"]
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    run(
        tool("uv"),
        "sync",
        "-q",
        "--locked",
        "--compile-bytecode",
        "--inexact",
        "--python",
        tool("python"),
        *groups,
        env=environment,
    )
    # A command starts a third faster when its own modules need not be compiled first.
    run(tool("python"), "-m", "compileall", "-q", os.path.join(HERE, "msc_graph"))
    if job == "demo":
        run(tool("msc-graph"), "demo", *further, env=environment)
    elif job == "test":
        # One process for each core, as far as they do not starve the servers that tests start;
        # work is stolen by place, since the cases that schemathesis makes share one name.
        cores = str(min(os.cpu_count() or 1, 4))
        shared = ("-n", cores, "--dist", "worksteal")
        run(tool("python"), "-m", "pytest", *shared, *further, env=environment)
    else:
        print("ready: " + tool("msc-graph"))


if __name__ == "__main__":
    main()
