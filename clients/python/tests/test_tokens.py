"""How tokens are got, kept and replaced."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from oauthhub import AsyncHub, Hub, ReconnectNeeded
from oauthhub._calls import HubCalls

from .platform_server import PlatformServer


class Questions:
    """Counts what the hub is asked."""

    def __enter__(self) -> Questions:
        self.count = 0
        send = HubCalls._send

        def counting(calls: HubCalls, *arguments: object) -> object:
            self.count += 1
            return send(calls, *arguments)

        self._patch = patch.object(HubCalls, "_send", counting)
        self._patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.stop()


def renew(hub: Hub, account: str) -> None:
    """Another agent has the hub renew the token, which ends the one before."""
    body = json.dumps({"account": account}).encode()
    headers = {"Authorization": f"Bearer {hub._calls._key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{hub.url}/auth/sandbox/refresh", body, headers)):
        pass


class TokenTests(unittest.TestCase):
    def test_many_calls_share_one_question_and_a_token_is_kept_until_shortly_before_its_end(self) -> None:
        now = 0.0
        hub = Hub(clock=lambda: now)
        with Questions() as questions, ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(lambda _: hub.get("sandbox", f"{hub.url}/sandbox/api/me", account="plain").json(), range(20)))
            self.assertEqual({"plain"}, {answer["sub"] for answer in answers})
            self.assertEqual(1, questions.count)
            token = hub.token("sandbox", account="plain")
            assert token.expires_in is not None
            now = token.expires_in - 31
            self.assertIs(token, hub.token("sandbox", account="plain"))
            self.assertEqual(1, questions.count)
            now = token.expires_in - 29
            hub.token("sandbox", account="plain")
            self.assertEqual(2, questions.count)
        self.assertNotIn(token.access_token, repr(token))
        self.assertIsNotNone(token.expires_at)

    def test_a_refused_token_is_reported_and_the_request_is_sent_once_more_with_its_body(self) -> None:
        hub = Hub()
        posts = f"{hub.url}/sandbox/api/posts"
        with self.assertLogs("oauthhub", logging.DEBUG) as logs, ThreadPoolExecutor(9) as threads:
            def post(number: int) -> int:
                text = json.dumps({"text": f"post {number}"})
                body = (text, text.encode(), io.BytesIO(text.encode()))[number % 3]
                return hub.post("sandbox", posts, account="refused", data=body, headers={"Content-Type": "application/json"}).status

            self.assertEqual({201}, set(threads.map(post, range(9))))
        self.assertEqual(9, len(hub.get("sandbox", posts, account="refused").json()["items"]))
        self.assertNotIn(hub.token("sandbox", account="refused").access_token, "".join(logs.output))

        self.assertTrue(hub.get("sandbox", posts, account="replaced").ok)
        renew(hub, "replaced")
        self.assertTrue(hub.get("sandbox", posts, account="replaced").ok)

    def test_a_platform_that_refuses_for_another_reason_is_asked_once_more_and_not_again(self) -> None:
        hub = Hub()
        with PlatformServer(401) as platform:
            self.assertEqual(401, hub.get("sandbox", platform.url, account="distrusted").status)
            self.assertEqual(2, len(platform.requests))
            self.assertEqual(401, hub.get("sandbox", platform.url, account="distrusted").status)
            self.assertEqual(3, len(platform.requests))

    def test_a_hub_that_is_away_is_no_agents_outage_while_its_token_lives(self) -> None:
        now = 0.0
        hub = Hub(clock=lambda: now)
        token = hub.token("sandbox", account="plain")
        assert token.expires_in is not None
        now = token.expires_in - 10
        with patch.object(hub._calls, "url", "http://127.0.0.1:1"), Questions() as questions:
            for _ in range(5):
                self.assertEqual(token, hub.token("sandbox", account="plain"))
            self.assertEqual(1, questions.count)
            now += 10
            with self.assertRaisesRegex(Exception, "The hub does not answer"):
                hub.token("sandbox", account="plain")

    def test_tasks_share_their_questions_too(self) -> None:
        async def run() -> None:
            async with AsyncHub() as hub:
                with Questions() as questions:
                    answers = await asyncio.gather(*(hub.get("by-header", f"{hub.url}/sandbox/avatars/ada.svg") for _ in range(40)))
                    self.assertEqual({200}, {answer.status for answer in answers})
                    await hub.token("by-header")
                    self.assertEqual(1, questions.count)
                    with self.assertRaises(ReconnectNeeded):
                        await hub.token("sandbox", user="nobody")

        asyncio.run(run())
