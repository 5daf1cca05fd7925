"""Connections that may be kept waiting, but not for ever, and not by everybody at once.

uvicorn answers while slow clients are connected, but keeps every one of them: its only clock starts anew with
each byte. Here a request must be there as a whole by a fixed time, an answer must be taken at some pace, and
when all places are taken, one goes that has kept us waiting for its request: of the address that has most of
them, the oldest.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from uvicorn.protocols.http.h11_impl import H11Protocol

from fic2epub.model.noun import noun

_STOPPED = 64 << 10
"""Bytes of an answer that wait for a reader before the next are read."""


@noun(frozen=True, slots=True)
class Limits:
    """How much is borne."""

    for_a_request: float = 10.0
    """Seconds from the first moment to a whole request."""
    without_taking: float = 30.0
    """Seconds in which a reader must take some of the answer."""
    connections: int = 512
    keep_alive: int = 5
    headers: int = 16 << 10


def protocol_with(limits: Limits) -> type[H11Protocol]:
    """Return the protocol that holds to limits."""
    return type("Limited", (_Limited,), {"limits": limits})


class _Limited(H11Protocol):
    limits: Limits
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=_STOPPED)
        self._make_room()
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if not self._is_answering() and self._deadline is None:
            self._expect_request()
        super().data_received(data)
        if self._is_answering():
            self._received()

    def on_response_complete(self) -> None:
        self._received()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self.limits.without_taking, self._drop)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _expect_request(self) -> None:
        self._deadline = self.loop.call_later(self.limits.for_a_request, self._drop)

    def _received(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _drop(self) -> None:
        self._cancel()
        if not self.transport.is_closing():
            self.transport.abort()

    def _cancel(self) -> None:
        for timer in (self._deadline, self._stalled):
            if timer is not None:
                timer.cancel()
        self._deadline = self._stalled = None

    def _make_room(self) -> None:
        """Let somebody go where there are too many: of the address with the most, who has waited longest."""
        if len(self.connections) <= self.limits.connections:
            return
        waiting = [each for each in self.connections if isinstance(each, _Limited) and each._is_waiting()]
        crowds = Counter(each._address for each in waiting)
        leaving = max(
            (each for each in waiting if each is not self),
            key=lambda each: (crowds[each._address], -each._since),
            default=self,
        )
        self.connections.discard(leaving)
        leaving._drop()

    def _is_waiting(self) -> bool:
        return not self._is_answering()

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def _since(self) -> float:
        """When this one was first waited for; a later moment for those between two requests."""
        return self._deadline.when() if self._deadline is not None else self.loop.time()
