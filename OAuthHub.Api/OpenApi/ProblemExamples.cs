using System.Text.Json.Nodes;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Connections;

namespace OAuthHub.Api.OpenApi;

/// <summary>What a refusal looks like, in the words that the hub itself uses.</summary>
internal static class ProblemExamples
{
    /// <summary>Codes whose answer says in <c>Retry-After</c> when another try is worth it.</summary>
    private static readonly HashSet<string> WithTime = new(StringComparer.Ordinal)
    {
        "rate_limited", "token_too_young", "platform_bad_response", "platform_tls_error", "platform_unavailable", "platform_timeout", "state_store_unavailable", "lease_unavailable",
        "vault_unavailable", "key_unavailable", "refresh_in_progress",
    };

    public static bool SaysWhen(string code) => WithTime.Contains(code);

    public static JsonObject Of(string code)
    {
        var problem = new JsonObject { ["type"] = "about:blank", ["title"] = HubProblem.TitleOf(code), ["status"] = HubProblem.StatusOf(code), ["detail"] = HubProblem.DetailOf(code), ["code"] = code };
        foreach (var (name, value) in MembersOf(code)) problem[name] = value;
        if (HubProblem.StatusOf(code) >= 500) problem["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        return problem;
    }

    private static (string Name, JsonNode Value)[] MembersOf(string code) => code switch
    {
        "not_connected" => [("connect_url", "https://hub.example.com/connect/4kT0…")],
        "needs_reconnect" => [("reason", ConnectionReason.GrantRevoked), ("reconnect_url", "https://hub.example.com/connect/4kT0…")],
        "quarantined" => [("reason", ConnectionReason.AccountChanged)],
        "ambiguous_account" => [("accounts", new JsonArray(new JsonObject { ["id"] = "81234", ["name"] = "Ada" }, new JsonObject { ["id"] = "81235", ["name"] = "Ada L.", ["label"] = "Work" }))],
        "value_missing" or "value_invalid" or "url_not_allowed" => [("values", new JsonArray(new JsonObject { ["name"] = "instance", ["description"] = "The server of the account", ["default"] = "social.example" }))],
        _ => [],
    };
}
