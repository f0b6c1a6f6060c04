"""The token of one account: held until shortly before its end, asked for once however many threads wait."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Callable

from .errors import HubError, ReconnectNeeded
from .token import Token

_LONGEST_MARGIN = 30.0
_PAUSE_WHILE_HUB_IS_AWAY = 2.0
_WITHOUT_END = 300.0  # tokens without an end are asked for again now and then: the account may have been connected anew


@dataclass(frozen=True)
class _Held:
    token: Token
    fresh_until: float
    alive_until: float

    @classmethod
    def since(cls, token: Token, asked: float) -> _Held:
        """Counted from when it was asked for: the life that the hub tells began no earlier."""
        if token.expires_in is None:
            return cls(token, asked + _WITHOUT_END, float("inf"))
        # A tenth of what is left, at most 30 s: within the time in which the hub lets a read wait for the next token.
        return cls(token, asked + token.expires_in - min(token.expires_in / 10, _LONGEST_MARGIN), asked + token.expires_in)


class _Flight:
    """One question to the hub that is under way; ``refused`` is the token that it reports."""

    def __init__(self, refused: str | None, last: _Held | None) -> None:
        self.refused, self.last = refused, last
        self.answer: Future[Token] = Future()


class TokenSlot:
    def __init__(self, read: Callable[[], Token], report: Callable[[str], Token], clock: Callable[[], float]) -> None:
        self._read, self._report, self._clock = read, report, clock
        self._gate = threading.Lock()
        self._held: _Held | None = None
        self._flight: _Flight | None = None

    def held(self) -> Token | None:
        """What can be given without waiting."""
        with self._gate:
            return self._held.token if self._held is not None and self._clock() < self._held.fresh_until else None

    def get(self) -> Token:
        while True:
            with self._gate:
                if self._held is not None and self._clock() < self._held.fresh_until:
                    return self._held.token
                flight, mine = self._flight, self._flight is None
                if flight is None:
                    flight = self._flight = _Flight(None, self._held)
            if mine:
                return self._fly(flight)
            try:
                return flight.answer.result()
            except HubError as error:
                if flight.refused is None or isinstance(error, ReconnectNeeded):
                    raise
                # Somebody else's report came to nothing: what the hub has is read.

    def replace(self, refused: str) -> Token:
        with self._gate:
            if self._held is not None and self._clock() < self._held.alive_until and self._held.token.access_token != refused:
                return self._held.token  # another thread has reported it
            flight, mine = self._flight, False
            if flight is None or flight.refused != refused:
                # Takes the place of a read that is under way: that may still bring the refused token.
                flight, mine = _Flight(refused, None), True
                self._flight, self._held = flight, None
        return self._fly(flight) if mine else flight.answer.result()

    def _fly(self, flight: _Flight) -> Token:
        asked = self._clock()
        got: _Held | None = None
        try:
            got = _Held.since(self._read() if flight.refused is None else self._report(flight.refused), asked)
        except BaseException as error:  # also an interrupt: the others must not wait for ever
            if isinstance(error, HubError) and error.is_temporary and flight.last is not None and self._clock() < flight.last.alive_until:
                got = self._once_more(flight.last, error.retry_after)  # the hub's outage is not the agent's
            else:
                self._land(flight, None)
                flight.answer.set_exception(error)
                raise
        self._land(flight, got)
        flight.answer.set_result(got.token)
        return got.token

    def _land(self, flight: _Flight, got: _Held | None) -> None:
        with self._gate:
            if self._flight is flight:
                self._flight, self._held = None, got

    def _once_more(self, held: _Held, wait: float | None) -> _Held:
        pause = _PAUSE_WHILE_HUB_IS_AWAY if wait is None else min(wait, _PAUSE_WHILE_HUB_IS_AWAY)
        return replace(held, fresh_until=min(self._clock() + pause, held.alive_until))
