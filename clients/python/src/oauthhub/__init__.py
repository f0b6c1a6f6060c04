"""Live access tokens from an OAuthHub.

``Hub`` is for ordinary programs, ``AsyncHub`` for asyncio; ``oauthhub.httpx_auth.HubAuth`` and
``oauthhub.requests_auth.HubAuth`` give the tokens to the clients of those names.
"""

from .aio import AsyncHub
from .errors import HubError, ReconnectNeeded
from .hub import Hub
from .sending import Response
from .token import Resource, Token

__all__ = ["AsyncHub", "Hub", "HubError", "ReconnectNeeded", "Resource", "Response", "Token"]
