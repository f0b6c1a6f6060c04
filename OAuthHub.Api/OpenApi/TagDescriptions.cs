namespace OAuthHub.Api.OpenApi;

/// <summary>What the parts of the API are for. Proxy and MCP are told of here only: what they take is beyond OpenAPI.</summary>
internal static class TagDescriptions
{
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("Credentials", "For agents: live access tokens of the accounts that the key may use, refreshed before they end."),
        ("Connect links", "One-time links by which a person connects an account without a session at the dashboard."),
        ("Events", "Server-sent events: what becomes of connections, as it happens. Nothing is kept for whoever was not listening."),
        ("Proxy", "`ANY /proxy/{platform}/{path}?user=&account=` makes the same call at the platform's API with the account's token and gives the platform's answer; the agent sees no token. It has no operation here, since a path of any length in any method is beyond OpenAPI. It takes an agent key with the action `proxy`. The header `X-OAuthHub-Source` of an answer says who speaks, `platform` or `hub`; the hub's own refusals are problem documents. docs/proxy.md tells the rest."),
        ("MCP", "`/mcp` speaks the Model Context Protocol over streamable HTTP, with an agent key; its tools do what the operations of agents do. It has no operation here: the protocol describes its own tools. docs/mcp.md tells the rest."),
        ("Session", "A person's session at the dashboard."),
        ("Auth", "The browser's part of connecting an account: to the platform, and back."),
        ("Platforms", "The catalogue of platforms, and the clients that the operator got from them."),
        ("Connections", "A person's connected accounts, as the dashboard shows them. No token is in any of it."),
        ("Agents", "Agent keys and what they may do; for the dashboard, and below `/admin` for keys with the action `admin`."),
        ("Audit", "Who did what with which connection; for the dashboard, and below `/admin` for keys with the action `admin` that are bound to nobody."),
        ("Health", "How the hub is, for whoever runs it: the numbers of the meter, and what they mean in words."),
        ("Webhooks", "Addresses that the hub tells what becomes of connections."),
    ];
}
