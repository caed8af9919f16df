"""One connection: uvicorn's, cut off where a client is too slow, too greedy or speaks no HTTP.

Uvicorn itself waits for ever for a client that sends half a request, or that reads half an answer.
"""

from __future__ import annotations

import asyncio
import math
import sys
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from msc_graph.web.door.defence import SECURITY_HEADERS

__all__ = ["MAX_HEAD", "BoundedConnection"]

#: Bytes of a head that is not complete yet.
MAX_HEAD = 65_536
#: Connections at most; beyond it they are closed without a word.
_MOST = 600
#: Bytes of answers that wait for their clients in all connections together.
_MOST_HELD = 256 << 20
#: Bytes that a client may send ahead of its next answer.
_AHEAD = 65_536


class BoundedConnection(H11Protocol):
    """A connection with bounds.

    Attributes
    ----------
    head_seconds, body_seconds
        In which a head and a body must be there, once they have begun.
    taking_seconds, least_taken
        In which a client must take so many bytes (or all) of an answer that waits for it.
    """

    head_seconds = 10.0
    body_seconds = 20.0
    taking_seconds = 20.0
    least_taken = 20_000

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._reading: asyncio.TimerHandle | None = None
        self._stage = ""
        self._taking: asyncio.TimerHandle | None = None
        self._left: int | None = None
        self._waits_since = math.inf

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        if len(self.connections) > _MOST:
            transport.abort()
            return
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        for timer in (self._reading, self._taking):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The client has sent something."""
        super().data_received(data)
        self._expect()
        if self.flow.read_paused and self.cycle is not None and self.cycle.more_body is False:
            # The next request is here before the answer to this one. Who stops reading now would
            # not see the client go.
            if len(self.conn.trailing_data[0]) > _AHEAD:
                self.transport.abort()
            else:
                self.flow.resume_reading()

    def on_response_complete(self) -> None:
        """An answer has been handed over in full."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_taking()
        elif self.conn.their_state is not h11.IDLE or self.conn.trailing_data[0]:
            self._expect()
        else:  # nothing has begun: how long to wait for it is the matter of keep-alive
            self._stop_expecting()

    def timeout_keep_alive_handler(self) -> None:
        """No further request has come."""
        super().timeout_keep_alive_handler()
        self._watch_taking()

    def pause_writing(self) -> None:
        """The client does not take the answer as fast as it is given."""
        super().pause_writing()
        self._waits_since = self.loop.time()
        self._watch_taking()
        self._make_room()

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        super().resume_writing()
        self._waits_since = math.inf
        self._left = None

    def shutdown(self) -> None:
        """The server ends: after this answer, or now."""
        try:
            super().shutdown()
        except h11.LocalProtocolError:
            self.transport.abort()
        if self.transport.is_closing():
            self._watch_taking()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or more of it than allowed, and end."""
        error = sys.exc_info()[1]
        status = getattr(error, "error_status_hint", 400)
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        body = msg.encode()
        headers = [
            *SECURITY_HEADERS.items(),
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", str(len(body))),
            ("connection", "close"),
        ]
        for event in (
            h11.Response(status_code=status, headers=headers, reason=b""),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._watch_taking()

    def _expect(self) -> None:
        """Wait for the rest of what has begun, but not for ever."""
        state = self.conn.their_state
        stage = "head" if state is h11.IDLE else "body" if state is h11.SEND_BODY else ""
        if stage == self._stage:
            return
        self._stop_expecting()
        self._stage = stage
        if stage:
            seconds = self.head_seconds if stage == "head" else self.body_seconds
            self._reading = self.loop.call_later(seconds, self.transport.abort)

    def _stop_expecting(self) -> None:
        self._stage = ""
        if self._reading is not None:
            self._reading.cancel()

    def _watch_taking(self) -> None:
        """See to it that the client takes what waits for it, also after the end."""
        if self._taking is None and self.transport.get_write_buffer_size():
            self._left = self.transport.get_write_buffer_size()
            self._taking = self.loop.call_later(self.taking_seconds, self._look_at_taking)

    def _make_room(self) -> None:
        """Cut off who has let us wait longest, where too much waits in all."""
        others: set[Any] = self.connections
        waiting = sorted(
            (other for other in others if other._waits_since < math.inf),
            key=lambda other: other._waits_since,
        )
        held = sum(other.transport.get_write_buffer_size() for other in waiting)
        for slow in waiting:
            if held <= _MOST_HELD:
                return
            held -= slow.transport.get_write_buffer_size()
            slow.transport.abort()

    def _look_at_taking(self) -> None:
        left, before = self.transport.get_write_buffer_size(), self._left
        self._taking = None
        if before is not None and left > max(before - self.least_taken, 0):
            self.transport.abort()
        else:
            self._watch_taking()
