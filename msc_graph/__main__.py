"""Entry of `msc-graph` and `python -m msc_graph`."""

from __future__ import annotations

from msc_graph.cli.main import main

if __name__ == "__main__":
    main()
