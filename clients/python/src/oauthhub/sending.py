"""Where a token goes in a request, and requests that carry one, with nothing but the standard library."""

from __future__ import annotations

import ipaddress
import itertools
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import IO, Any, Iterable, Mapping

from ._calls import NoRedirects
from .errors import HubError
from .token import Token

#: What is read of a stream before it is sent, so that it can be sent again.
LARGEST_KEPT = 1 << 20

Body = bytes | str | IO[bytes] | Iterable[bytes] | None


@dataclass(frozen=True)
class Response:
    """A platform's answer, of whatever status."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.content)


def check_destination(url: str) -> None:
    """A token travels encrypted, or not beyond this machine."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" and parts.hostname and "\\" not in url:
        return
    if parts.scheme == "http" and "@" not in parts.netloc and "\\" not in url and _is_loopback(parts.hostname or ""):
        return
    raise HubError("insecure_address", f"A token is not sent to {parts.scheme}://{parts.hostname}.", "Everybody on the way could read it. Use https; http is for this machine only.")


def place(token: Token, url: str) -> tuple[str, dict[str, str]]:
    """The address and the headers with which the token travels as its platform wants it."""
    if token.token_type.lower() == "dpop":
        raise HubError("proof_needed", f"The tokens of {token.platform} are bound to a key that the hub keeps.", "Sign each request with POST /credentials/{platform}/proof, as docs/api.md says.")
    name, secret, headers = token.way_name or "", token.access_token, dict(token.headers)
    if token.way == "bearer":
        headers["Authorization"] = f"Bearer {secret}"
    elif token.way == "scheme":
        headers["Authorization"] = f"{name} {secret}".lstrip()
    elif token.way == "header":
        headers[name] = secret
    elif token.way == "query":
        parts = urllib.parse.urlsplit(url)
        added = urllib.parse.urlencode({name: secret})
        url = urllib.parse.urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))
    elif token.way != "none":
        raise HubError("hub_bad_answer", f"This version does not know how {token.platform} wants its token ({token.way}).", "Update the package oauthhub.")
    return url, headers


def keep(body: Body) -> tuple[bytes | Iterable[bytes] | None, bool]:
    """The body, and whether it can be sent twice: a stream can as long as it is small."""
    if body is None or isinstance(body, (bytes, bytearray, memoryview)):
        return (None if body is None else bytes(body)), True
    if isinstance(body, str):
        return body.encode(), True
    chunks = iter(lambda: body.read(1 << 16), b"") if hasattr(body, "read") else iter(body)
    begin: list[bytes] = []
    length = 0
    for chunk in chunks:
        begin.append(chunk)
        length += len(chunk)
        if length > LARGEST_KEPT:
            return itertools.chain(begin, chunks), False
    return b"".join(begin), True


_opener = urllib.request.build_opener(NoRedirects)


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | Iterable[bytes] | None, timeout: float) -> Response:
    """Sends once and follows no redirect. Raises OSError where nobody answers."""
    request = urllib.request.Request(url, data=body, method=method)  # type: ignore[arg-type]  # iterables are sent in chunks
    for name, value in headers.items():
        request.add_unredirected_header(name, value)
    try:
        with _opener.open(request, timeout=timeout) as answer:
            return Response(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Response(refusal.code, refusal.headers, refusal.read())


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
