using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Auth;

/// <summary>Reads a callback's query: each parameter once, none too long (RFC 6749 section 3.1).</summary>
internal static class CallbackQuery
{
    private const int LongestCode = 4096;
    private const int LongestState = 512;
    private static readonly string[] Single = ["state", "code", "iss", "error"];

    /// <returns>The parameters, or the problem's code.</returns>
    public static (CallbackParameters? Callback, string? Problem) Read(IQueryCollection query, Platform platform)
    {
        if (Single.Concat(platform.Authorization.CallbackFields).Any(name => query[name].Count > 1)) return (null, "duplicate_parameter");
        if (query["code"].ToString().Length > LongestCode || query["state"].ToString().Length > LongestState) return (null, "invalid_request");
        return (new CallbackParameters(query["state"], query["code"], query["iss"], query["error"])
        {
            All = query.ToDictionary(pair => pair.Key, pair => pair.Value[0] ?? "", StringComparer.Ordinal),
            HasRepeats = query.Any(pair => pair.Value.Count > 1),
        }, null);
    }
}
