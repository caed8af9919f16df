"""`msc-graph serve` as the W3C's protocol tests want it: on a free port, with their graphs to ask."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import anyio.to_thread
import pyoxigraph as ox
import uvicorn
from w3c_protocol import protocol_data

from msc_graph.store.base import Answer, Dataset
from msc_graph.store.embedded import EmbeddedStore
from msc_graph.web.app import create_app
from msc_graph.web.door.defence import defend
from msc_graph.web.door.hosts import name_hosts
from msc_graph.web.settings import Settings
from msc_graph.web.workshop.engine import Engine


class SuiteEngine(Engine):
    """The engine of a server, but that queries are asked of the graphs of the suite."""

    def __init__(self, data: bytes) -> None:
        super().__init__(Settings(workers=1))
        quads = ox.parse(data, format=ox.RdfFormat.N_QUADS)
        graphs = {quad.graph_name.value for quad in quads}
        self._suite = EmbeddedStore(lambda: data, self.names, graphs=graphs)

    async def query(self, text: str) -> Answer:
        """Answer a query in SPARQL."""
        return await anyio.to_thread.run_sync(self._suite.query, text)

    async def write(self, text: str, form: str, dataset: Dataset | None = None) -> bytes:
        """Answer a query in SPARQL in a format of the W3C."""
        ask = partial(self._suite.write, text, form, dataset=dataset)
        return await anyio.to_thread.run_sync(ask)

    def close(self) -> None:
        """End all processes."""
        self._suite.close()
        super().close()


@contextmanager
def serve_suite(folder: Path) -> Iterator[str]:
    """URL of the query service of a server of ours that holds the graphs of the suite."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
        with closing(SuiteEngine(protocol_data(folder))) as engine:
            app = defend(create_app(engine), name_hosts("127.0.0.1", port))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
            thread = threading.Thread(target=server.run, args=([bound],))
            thread.start()
            try:
                while not server.started:
                    time.sleep(0.01)
                yield f"http://127.0.0.1:{port}/sparql"
            finally:
                server.should_exit = True
                thread.join()
