"""The two questions to the hub: for a token, and for the one after a token that was refused."""

from __future__ import annotations

import email.utils
import hashlib
import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, NamedTuple

from .errors import HubError, ReconnectNeeded
from .token import Token


class Account(NamedTuple):
    """Whose token is meant."""

    platform: str
    user: str | None
    account: str | None


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Neither the key nor a token goes where an answer points."""

    def redirect_request(self, *_: Any) -> None:
        return None


class HubCalls:
    def __init__(self, url: str | None, key: str | None, timeout: float) -> None:
        self.url = (url or os.environ.get("OAUTHHUB_URL") or "http://localhost:8400").rstrip("/")
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("url (or OAUTHHUB_URL) is the hub's http or https address without query, such as http://localhost:8400.")
        self._key = key or os.environ.get("OAUTHHUB_KEY", "").strip()
        if not self._key:
            raise ValueError("There is no agent key. Give key or set OAUTHHUB_KEY; the dashboard makes keys, and the hub keeps its first one in agent.key of its data folder.")
        if not all("!" <= character <= "~" for character in self._key):
            raise ValueError("key (or OAUTHHUB_KEY) has a space or a line break in it; copy the key alone.")
        self._timeout = timeout
        self._opener = urllib.request.build_opener(NoRedirects)

    def read(self, account: Account) -> Token:
        query = urllib.parse.urlencode({name: value for name, value in (("user", account.user), ("account", account.account)) if value is not None})
        return self._send("GET", f"/credentials/{urllib.parse.quote(account.platform, safe='')}" + (f"?{query}" if query else ""), None)

    def report(self, account: Account, refused: str) -> Token:
        # The hub compares fingerprints: the token itself need not travel again.
        body = {"user": account.user, "account": account.account, "rejected_token_sha256": hashlib.sha256(refused.encode()).hexdigest()}
        return self._send("POST", f"/auth/{urllib.parse.quote(account.platform, safe='')}/refresh", {name: value for name, value in body.items() if value is not None})

    def _send(self, method: str, path: str, body: object | None) -> Token:
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("User-Agent", "oauthhub-python/0.1.0")
        request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                return Token.read(json.loads(answer.read()))
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise self._problem(refusal.code, refusal.headers.get("Retry-After"), refusal.read()) from None
        except (OSError, http.client.HTTPException) as error:
            raise HubError("hub_unreachable", "The hub does not answer.", f"Is it up at {self.url}? Its address comes from url or OAUTHHUB_URL.") from error
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._bad_answer(None, None) from None  # the text of the error may quote the answer

    def _problem(self, status: int, retry_after: str | None, body: bytes) -> HubError:
        try:
            problem = json.loads(body)
            code = str(problem["code"])
        except (ValueError, KeyError, TypeError):
            return self._bad_answer(status, _seconds(retry_after))
        title, detail = problem.get("title") or code, problem.get("detail") or ""
        # The hub gives local paths where it knows no public address of its own: a person opens them where this program found the hub.
        if path := problem.get("reconnect_url") or problem.get("connect_url"):
            return ReconnectNeeded(code, title, detail, status, urllib.parse.urljoin(self.url + "/", path), problem.get("reason"))
        return HubError(code, title, detail, status, _seconds(retry_after))

    def _bad_answer(self, status: int | None, retry_after: float | None) -> HubError:
        title = "What answers is no hub." if status is None else f"What answers is no hub (HTTP {status})."
        return HubError("hub_bad_answer", title, f"Check the address {self.url}, and what stands between.", status, retry_after)


def _seconds(retry_after: str | None) -> float | None:
    if retry_after is None:
        return None
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None
