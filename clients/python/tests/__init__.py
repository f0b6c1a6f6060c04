"""Against a real hub, whose address and key are in the environment; tests/OAuthHub.Tests starts one and runs them."""
