"""The hub, for ordinary programs; safe for any number of threads."""

from __future__ import annotations

import json as _json
import logging
import threading
import time
from functools import partial
from typing import Any, Callable, Mapping

from ._calls import Account, HubCalls
from ._slot import TokenSlot
from .errors import HubError
from .sending import Body, Response, check_destination, keep, place, send
from .token import Token

_log = logging.getLogger("oauthhub")


class Hub:
    """One for the whole program, so that it can hold the tokens.

    What is left out comes from the environment: ``OAUTHHUB_URL`` (default ``http://localhost:8400``) and ``OAUTHHUB_KEY``.
    ``user`` is whose accounts are meant where a call names nobody. ``timeout`` is in seconds, for one question to the hub; a hub that
    refreshes meanwhile takes up to 25 s. Raises ValueError where there is no key or the address is none.
    """

    def __init__(self, url: str | None = None, key: str | None = None, *, user: str | None = None, timeout: float = 40, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = HubCalls(url, key, timeout)
        self._user, self._clock = user, clock
        self._gate = threading.Lock()
        self._slots: dict[Account, TokenSlot] = {}

    @property
    def url(self) -> str:
        """Where the hub is, without a slash at its end."""
        return self._calls.url

    def token(self, platform: str, *, user: str | None = None, account: str | None = None) -> Token:
        """A token that lives. Raises ReconnectNeeded, or another HubError."""
        return self._slot(platform, user, account).get()

    def replace(self, refused: Token, *, user: str | None = None, account: str | None = None) -> Token | None:
        """The token after one that the platform refused with a 401.

        The hub learns the SHA-256 of the refused one. None: it has no other one, so that the platform refuses for another reason.
        """
        slot = self._slot(refused.platform, user, account)
        _log.debug("%s refused the token; the hub is asked for the next", refused.platform)
        try:
            token = slot.replace(refused.access_token)
        except HubError as error:
            if error.code in ("rate_limited", "token_too_young"):
                return None  # it is as new as a token can be
            if error.code != "forbidden":
                raise
            token = slot.get()  # a key that may only read; somebody else may have renewed it
        return None if token.access_token == refused.access_token else token

    def request(
        self, method: str, platform: str, url: str, *, user: str | None = None, account: str | None = None,
        headers: Mapping[str, str] | None = None, data: Body = None, json: Any = None, timeout: float = 60,
    ) -> Response:
        """Sends a request with the account's token; after a 401, once more with the next token if the body can be sent again.

        Answers of any status are returned. Redirects are not followed: the token would go where nobody looked. Raises HubError where
        there is no token, OSError where the platform does not answer.
        """
        check_destination(url)
        given = dict(headers or {})
        if json is not None:
            data = _json.dumps(json).encode()
            given.setdefault("Content-Type", "application/json")
        token = self.token(platform, user=user, account=account)
        body, twice = keep(data)
        answer = self._send(method, url, token, given, body, timeout)
        if answer.status != 401 or not twice:
            return answer
        following = self.replace(token, user=user, account=account)
        return answer if following is None else self._send(method, url, following, given, body, timeout)

    def get(self, platform: str, url: str, **more: Any) -> Response:
        """``request`` with GET."""
        return self.request("GET", platform, url, **more)

    def post(self, platform: str, url: str, **more: Any) -> Response:
        """``request`` with POST."""
        return self.request("POST", platform, url, **more)

    @staticmethod
    def _send(method: str, url: str, token: Token, given: Mapping[str, str], body: Any, timeout: float) -> Response:
        address, headers = place(token, url)
        return send(method, address, {**given, **headers}, body, timeout)

    def _slot(self, platform: str, user: str | None, account: str | None) -> TokenSlot:
        key = Account(platform, user or self._user, account)
        with self._gate:
            if key not in self._slots:
                self._slots[key] = TokenSlot(partial(self._calls.read, key), partial(self._calls.report, key), self._clock)
            return self._slots[key]
