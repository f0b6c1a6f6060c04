"""The hub's tokens for ``httpx``: ``httpx.Client(auth=HubAuth(hub, "twitter"))``; the same one serves ``httpx.AsyncClient``."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import AsyncGenerator, Generator

import httpx

from .hub import Hub
from .sending import check_destination, place
from .token import Token


class HubAuth(httpx.Auth):
    """Each request carries the account's token; after a 401 it is sent once more with the next one.

    Leave ``follow_redirects`` off, as it is by default: a token that travels in a header of its own would go along. Where a platform wants
    its token in the query, httpx logs it at INFO.
    """

    def __init__(self, hub: Hub, platform: str, *, user: str | None = None, account: str | None = None) -> None:
        self._hub, self._platform, self._whose = hub, platform, {"user": user, "account": account}

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        url = str(request.url)
        check_destination(url)
        token = self._hub.token(self._platform, **self._whose)
        answer = yield _put(request, url, token)
        if answer.status_code == 401 and _can_be_sent_twice(request):
            following = self._hub.replace(token, **self._whose)
            if following is not None:
                answer.read()
                yield _put(request, url, following)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        url = str(request.url)
        check_destination(url)
        token = await asyncio.to_thread(partial(self._hub.token, self._platform, **self._whose))
        answer = yield _put(request, url, token)
        if answer.status_code == 401 and _can_be_sent_twice(request):
            following = await asyncio.to_thread(partial(self._hub.replace, token, **self._whose))
            if following is not None:
                await answer.aread()
                yield _put(request, url, following)


def _put(request: httpx.Request, url: str, token: Token) -> httpx.Request:
    address, headers = place(token, url)
    request.url = httpx.URL(address)
    request.headers.update(headers)
    return request


def _can_be_sent_twice(request: httpx.Request) -> bool:
    try:
        request.content
    except httpx.RequestNotRead:
        return False
    return True
