"""A token as the hub gives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Mapping


@dataclass(frozen=True)
class Resource:
    """A thing that the account can be used for: a site, an organisation, a page."""

    kind: str
    id: str
    name: str | None


@dataclass(frozen=True)
class Token:
    """A live access token with what the hub knows about it. Printing it shows no secret."""

    #: The secret itself: for a header, never for a log.
    access_token: str = field(repr=False)
    token_type: str
    connection: str
    platform: str
    user: str
    account_id: str
    account_name: str
    #: By the hub's clock; None: no end is known.
    expires_at: datetime | None
    #: Seconds that were left of its life when it came; None: no end is known.
    expires_in: float | None
    #: When the person has to sign in again, however often the token is renewed; None: no end is known.
    grant_ends_at: datetime | None
    scopes: tuple[str, ...]
    #: True: the hub cannot renew it at the moment; it lives until ``expires_at``.
    is_degraded: bool
    #: Where the platform's API is for this account; None: what the platform documents.
    base_url: str | None
    #: How the token travels: bearer, scheme, header, query or none; and the scheme, header or parameter.
    way: str
    way_name: str | None
    #: What the API wants beside the token.
    headers: Mapping[str, str]
    resources: tuple[Resource, ...]
    #: What the platform's API needs besides, such as a team's id.
    values: Mapping[str, str]
    #: Further live tokens of the same sign-in, such as those of pages (``pageId:ID``).
    other_tokens: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Token:
        """From the hub's JSON; members that this version does not know are ignored. Raises KeyError, TypeError, ValueError."""
        api = answer.get("api") or {}
        return cls(
            access_token=str(answer["access_token"]),
            token_type=answer["token_type"],
            connection=answer["connection"],
            platform=answer["platform"],
            user=answer["user"],
            account_id=answer["account"]["id"],
            account_name=answer["account"]["name"],
            expires_at=_time(answer.get("expires_at")),
            expires_in=None if answer.get("expires_in") is None else float(answer["expires_in"]),
            grant_ends_at=_time(answer.get("grant_ends_at")),
            scopes=tuple(answer.get("scope", "").split()),
            is_degraded=answer.get("refresh_state") == "degraded",
            base_url=api.get("base_url"),
            way=api.get("authorization") or "bearer",
            way_name=api.get("authorization_name"),
            headers=dict(api.get("headers") or {}),
            resources=tuple(Resource(one["kind"], one["id"], one.get("name")) for one in answer.get("resources") or ()),
            values=dict(answer.get("values") or {}),
            other_tokens={name: other["access_token"] for name, other in (answer.get("other_tokens") or {}).items()},
        )


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    # Python 3.10 reads at most six digits of a second, and no Z.
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+00:00" if text.endswith("Z") else text)
