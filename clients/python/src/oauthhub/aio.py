"""The hub, for asyncio. Questions and requests run in threads of its own; a token that is held is given at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Callable, TypeVar

from .hub import Hub
from .sending import Response
from .token import Token

T = TypeVar("T")


class AsyncHub:
    """As ``Hub``, which may also be given so that both share their tokens. ``threads``: how many requests are under way at once."""

    def __init__(self, url: str | None = None, key: str | None = None, *, hub: Hub | None = None, threads: int = 32, **more: Any) -> None:
        self.hub = hub or Hub(url, key, **more)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="oauthhub")

    @property
    def url(self) -> str:
        """Where the hub is, without a slash at its end."""
        return self.hub.url

    async def token(self, platform: str, *, user: str | None = None, account: str | None = None) -> Token:
        """A token that lives. Raises ReconnectNeeded, or another HubError."""
        held = self.hub._slot(platform, user, account).held()
        return held or await self._run(partial(self.hub.token, platform, user=user, account=account))

    async def replace(self, refused: Token, *, user: str | None = None, account: str | None = None) -> Token | None:
        """The token after one that the platform refused with a 401; None: there is no other one."""
        return await self._run(partial(self.hub.replace, refused, user=user, account=account))

    async def request(self, method: str, platform: str, url: str, **more: Any) -> Response:
        """As ``Hub.request``."""
        return await self._run(partial(self.hub.request, method, platform, url, **more))

    async def get(self, platform: str, url: str, **more: Any) -> Response:
        """``request`` with GET."""
        return await self.request("GET", platform, url, **more)

    async def post(self, platform: str, url: str, **more: Any) -> Response:
        """``request`` with POST."""
        return await self.request("POST", platform, url, **more)

    async def aclose(self) -> None:
        """Ends the threads once they have nothing left to do."""
        self._threads.shutdown(wait=False)

    async def __aenter__(self) -> AsyncHub:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
