"""The hub's tokens for ``requests``: ``requests.get(url, auth=HubAuth(hub, "twitter"))``."""

from __future__ import annotations

from typing import Any

import requests
from requests.auth import AuthBase

from .hub import Hub
from .sending import check_destination, place
from .token import Token


class HubAuth(AuthBase):
    """Each request carries the account's token; after a 401 it is sent once more with the next one.

    A redirect is followed without the token. Where a platform wants its token in the query, urllib3 logs it at DEBUG.
    """

    def __init__(self, hub: Hub, platform: str, *, user: str | None = None, account: str | None = None) -> None:
        self._hub, self._platform, self._whose = hub, platform, {"user": user, "account": account}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        check_destination(request.url or "")
        token = self._hub.token(self._platform, **self._whose)
        url, headers, position = request.url, request.headers.copy(), _position(request.body)
        answered = False
        _put(request, token)

        def look(answer: requests.Response, **how: Any) -> requests.Response:
            nonlocal answered
            if answered or answer.request is not request:
                return answer  # of a redirect, which carried no token
            answered = True
            request.url, request.headers = url, headers  # a redirect is made of this request, and whoever prints it prints no token
            if answer.status_code != 401 or position is None:
                return answer
            following = self._hub.replace(token, **self._whose)
            if following is None:
                return answer
            answer.content  # read, so that the connection can be used again
            answer.close()
            again = request.copy()
            if hasattr(again.body, "seek"):
                again.body.seek(position)  # type: ignore[union-attr]
            _put(again, following)
            last = answer.connection.send(again, **how)  # type: ignore[attr-defined]
            last.history.append(answer)
            last.request = request
            return last

        request.register_hook("response", look)
        return request


def _put(request: requests.PreparedRequest, token: Token) -> None:
    request.url, headers = place(token, request.url or "")
    request.headers.update(headers)


def _position(body: Any) -> int | None:
    """Where the body begins; None: it can be sent only once."""
    if body is None or isinstance(body, (bytes, str)):
        return 0
    try:
        return int(body.tell())
    except (AttributeError, OSError):
        return None
