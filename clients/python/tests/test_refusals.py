"""What the library says when there is no token, and where it sends one."""

from __future__ import annotations

import os
import unittest
from unittest.mock import patch

from oauthhub import Hub, HubError, ReconnectNeeded

from .platform_server import PlatformServer


class RefusalTests(unittest.TestCase):
    def setUp(self) -> None:
        self.hub = Hub()

    def refused(self, hub: Hub, platform: str = "sandbox", **whose: str) -> HubError:
        with self.assertRaises(HubError) as raised:
            hub.token(platform, **whose)
        return raised.exception

    def test_errors_have_a_class_a_code_and_where_a_person_is_needed_an_address_to_open(self) -> None:
        with self.assertRaises(ReconnectNeeded) as raised:
            self.hub.get("sandbox", f"{self.hub.url}/sandbox/api/me", account="dead")
        self.assertEqual(("needs_reconnect", "grant_revoked"), (raised.exception.code, raised.exception.reason))
        self.assertTrue(raised.exception.reconnect_url.startswith(f"{self.hub.url}/connect/"))

        nobody = self.refused(self.hub, user="nobody")
        assert isinstance(nobody, ReconnectNeeded)
        self.assertEqual("not_connected", nobody.code)
        self.assertTrue(nobody.reconnect_url.startswith(f"{self.hub.url}/connect/"))
        unknown = self.refused(self.hub, "no-such-platform")
        self.assertEqual(("unknown_platform", 404, False), (unknown.code, unknown.status, unknown.is_temporary))
        self.assertIn(unknown.detail, str(unknown))
        self.assertEqual("unauthorized", self.refused(Hub(key="ohk_wrong")).code)
        away = self.refused(Hub("http://127.0.0.1:1"))
        self.assertEqual(("hub_unreachable", True), (away.code, away.is_temporary))
        with PlatformServer() as other:
            self.assertEqual("hub_bad_answer", self.refused(Hub(other.url)).code)

    def test_wrong_settings_are_refused_with_what_to_do(self) -> None:
        for arguments, says in ((("ftp://localhost",), "OAUTHHUB_URL"), (("http://localhost/?x=1",), "OAUTHHUB_URL"), ((None, "ohk_x\n"), "space or a line break")):
            with self.assertRaisesRegex(ValueError, says):
                Hub(*arguments)
        with patch.dict(os.environ, OAUTHHUB_KEY=""), self.assertRaisesRegex(ValueError, "There is no agent key"):
            Hub()

    def test_a_token_travels_as_its_platform_wants_encrypted_or_not_beyond_this_machine(self) -> None:
        with PlatformServer() as platform:
            def sent(way: str) -> tuple[str, dict[str, str], str]:
                self.assertTrue(self.hub.get(way, platform.url + "?a=1").ok)
                return (*platform.requests[-1], self.hub.token(way).access_token)

            path, _, token = sent("by-query")
            self.assertEqual(f"/?a=1&access_token={token}", path)
            path, headers, token = sent("by-scheme")
            self.assertEqual(("/?a=1", f"OAuth {token}"), (path, headers["Authorization"]))
            _, headers, token = sent("by-header")
            self.assertEqual((token, "oauthhub-sandbox"), (headers["X-Api-Token"], headers["X-Client"]))
        for url in ("http://api.example/me", "http://127.0.0.1@api.example/me", "http://127.0.0.1\\@api.example/", "ftp://localhost/", "me"):
            with self.assertRaises(HubError) as raised:
                self.hub.get("sandbox", url, account="plain")
            self.assertEqual("insecure_address", raised.exception.code)

    def test_a_redirect_is_not_followed(self) -> None:
        with PlatformServer() as elsewhere, PlatformServer(302, elsewhere.url) as platform:
            self.assertEqual(302, self.hub.get("by-header", platform.url).status)
            self.assertEqual([], elsewhere.requests)
