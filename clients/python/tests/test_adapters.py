"""The tokens in ``requests`` and ``httpx``. Where one is not installed, a stand-in with the same contract takes its place."""

from __future__ import annotations

import asyncio
import sys
import types
import unittest
from typing import Any

from oauthhub import Hub, Response
from oauthhub.sending import send

from .platform_server import PlatformServer

try:
    import requests
except ImportError:
    requests = None  # type: ignore[assignment]
try:
    import httpx
except ImportError:
    httpx = None  # type: ignore[assignment]


class RequestsTests(unittest.TestCase):
    @unittest.skipIf(requests is None, "requests is not installed")
    def test_a_refused_token_is_replaced_and_a_redirect_carries_none(self) -> None:
        from oauthhub.requests_auth import HubAuth

        hub = Hub()
        auth = HubAuth(hub, "sandbox", account="requests")
        answer = requests.post(f"{hub.url}/sandbox/api/posts", json={"text": "by requests"}, auth=auth)
        self.assertEqual((201, [401]), (answer.status_code, [one.status_code for one in answer.history]))
        self.assertNotIn("Authorization", answer.request.headers)
        self.assertEqual(200, requests.get(f"{hub.url}/sandbox/api/posts", auth=auth).status_code)
        with PlatformServer() as elsewhere, PlatformServer(302, elsewhere.url) as platform:
            self.assertEqual(200, requests.get(platform.url, auth=HubAuth(hub, "by-header")).status_code)
            self.assertIn("X-Api-Token", platform.requests[0][1])
            self.assertNotIn("X-Api-Token", elsewhere.requests[0][1])


class HttpxTests(unittest.TestCase):
    @unittest.skipIf(httpx is None, "httpx is not installed")
    def test_a_refused_token_is_replaced_by_the_real_one(self) -> None:
        from oauthhub.httpx_auth import HubAuth

        hub = Hub()
        with httpx.Client(auth=HubAuth(hub, "sandbox", account="httpx")) as client:
            self.assertEqual(201, client.post(f"{hub.url}/sandbox/api/posts", json={"text": "by httpx"}).status_code)

        async def run() -> int:
            async with httpx.AsyncClient(auth=HubAuth(Hub(), "sandbox", account="httpx-async")) as client:
                return (await client.post(f"{hub.url}/sandbox/api/posts", json={"text": "by httpx"})).status_code

        self.assertEqual(201, asyncio.run(run()))

    @unittest.skipIf(httpx is not None, "the real one is tested")
    def test_a_refused_token_is_replaced_by_the_contract(self) -> None:
        sys.modules["httpx"] = stand_in()
        try:
            from oauthhub.httpx_auth import HubAuth

            hub = Hub()
            self.assertEqual([401, 201], play(HubAuth(hub, "sandbox", account="httpx").sync_auth_flow(Request(f"{hub.url}/sandbox/api/posts"))))
            flow = HubAuth(Hub(), "sandbox", account="httpx-async").async_auth_flow(Request(f"{hub.url}/sandbox/api/posts"))
            self.assertEqual([401, 201], asyncio.run(play_async(flow)))
        finally:
            del sys.modules["httpx"], sys.modules["oauthhub.httpx_auth"]


class Request:
    """As much of ``httpx.Request`` as an ``httpx.Auth`` may touch."""

    def __init__(self, url: str) -> None:
        self.url, self.headers, self.content = url, {"Content-Type": "application/json"}, b'{"text": "by a stand-in"}'


class Answer:
    def __init__(self, answer: Response) -> None:
        self.status_code, self.was_read = answer.status, False

    def read(self) -> None:
        self.was_read = True

    async def aread(self) -> None:
        self.was_read = True


def stand_in() -> types.ModuleType:
    module: Any = types.ModuleType("httpx")
    module.Auth, module.URL, module.RequestNotRead = object, str, type("RequestNotRead", (Exception,), {})
    module.Request, module.Response = Request, Answer
    return module


def answer_to(request: Request) -> Answer:
    return Answer(send("POST", request.url, request.headers, request.content, 20))


def play(flow: Any) -> list[int]:
    """As ``httpx.Client._send_handling_auth`` does."""
    seen: list[int] = []
    request = next(flow)
    while True:
        answer = answer_to(request)
        seen.append(answer.status_code)
        try:
            request = flow.send(answer)
        except StopIteration:
            return seen


async def play_async(flow: Any) -> list[int]:
    seen: list[int] = []
    request = await flow.__anext__()
    while True:
        answer = answer_to(request)
        seen.append(answer.status_code)
        try:
            request = await flow.asend(answer)
        except StopAsyncIteration:
            return seen
