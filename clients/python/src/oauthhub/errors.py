"""What can go wrong, as classes."""

from __future__ import annotations


class HubError(Exception):
    """The hub gave no token. The text says what happened and what to do.

    ``code`` is the hub's stable code (docs/api.md of the hub), or one of this library: ``hub_unreachable``, ``hub_bad_answer``,
    ``insecure_address``, ``proof_needed``.
    """

    def __init__(self, code: str, title: str, detail: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(f"{title} {detail}".strip())
        self.code = code
        self.detail = detail
        self.status = status
        #: Seconds to wait before asking again, where the hub says so.
        self.retry_after = retry_after

    @property
    def is_temporary(self) -> bool:
        """Nothing is wrong with the account or the key: the same question may be answered later."""
        return self.code in ("hub_unreachable", "hub_bad_answer") or self.status == 429 or (self.status or 0) >= 502


class ReconnectNeeded(HubError):
    """A person must sign in (again): show them ``reconnect_url``."""

    def __init__(self, code: str, title: str, detail: str, status: int, reconnect_url: str, reason: str | None) -> None:
        super().__init__(code, title, detail, status)
        #: Where the person connects the account, at the hub.
        self.reconnect_url = reconnect_url
        #: Why, as a stable code such as ``grant_revoked``; None where the account was never connected.
        self.reason = reason
