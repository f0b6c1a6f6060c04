using System.Globalization;

namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>All that an operator wants to know of one platform.</summary>
internal static class PlatformCard
{
    public static string Write(Platform platform, PlatformCatalog platforms) => string.Join('\n', Lines(platform, platforms));

    private static IEnumerable<string> Lines(Platform platform, PlatformCatalog platforms)
    {
        yield return $"""<a id="{platform.Id}"></a>""";
        yield return "";
        yield return $"### {Markdown.Line(platform.Name)}";
        yield return "";
        yield return $"- **Id** {Markdown.Code(platform.Id)}, category {platform.Category}. **Can be connected:** {FactWords.Status(platform, platforms)}.";
        if (platform.Kind is not PlatformKind.OAuth2) yield return $"- **Why not:** {Markdown.Line(platform.KindReason ?? "")}";
        else
            foreach (var line in OfConnection(platform)) yield return line;
        foreach (var variable in platform.TemplateVariables.Where(variable => variable is { Of: null, Found: false }))
            yield return $"- **Variable** {Markdown.Code(variable.Name)}, {(variable.AskUser ? "asked for before the login" : "set by the operator")}{(variable.Default is { } value ? $", {Markdown.Code(value)} unless said otherwise" : "")}{(variable.BindsClient ? "; each has its own client" : "")}: {Markdown.Line(variable.Description ?? "no description")}";
        if (platform.Docs.Notes is { } notes) yield return $"- **Good to know:** {Markdown.Line(notes)}";
        foreach (var risk in ResidualRisks.Of(platform)) yield return $"- **Risk that remains:** {risk}";
        if (platform.Docs.Unverified.Count > 0) yield return $"- **Not confirmed by any source:** {string.Join("; ", platform.Docs.Unverified.Select(Markdown.Line))}.";
        yield return $"- **Documentation:** {Markdown.Link(platform.Docs.Url)}, gathered {platform.Docs.Checked.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, confidence {PlatformWords.Snake(platform.Docs.Confidence)}.";
    }

    private static IEnumerable<string> OfConnection(Platform platform)
    {
        var (refresh, token) = (platform.Refresh, platform.Token);
        yield return $"- **PKCE:** {FactWords.Pkce(platform.Authorization.Pkce)} **Client:** {FactWords.Client(platform.Client)}";
        yield return $"- **Asks for:** {(platform.Authorization.Scopes.Count == 0 ? "no scopes" : Markdown.Codes(platform.Authorization.Scopes))}. {(platform.Authorization.ScopeSets.Count == 0 ? "" : $"Sets: {Markdown.Codes(platform.Authorization.ScopeSets.Keys.Order(StringComparer.Ordinal))}.")}".TrimEnd();
        yield return $"- **Access token:** {(token.DefaultLifetimeSeconds is { } life ? $"lives {Durations.InWords(life)} unless the answer says otherwise" : "has no known end unless the answer names one")}.";
        if (!refresh.Supported) yield return $"- **Refreshing:** none. {Markdown.Line(refresh.NotSupportedReason ?? "")}";
        else if (refresh.UsesLiveAccessToken) yield return $"- **Refreshing:** the access token itself is renewed while it lives{(refresh.MinAgeSeconds > 0 ? $", not before it is {Durations.InWords(refresh.MinAgeSeconds)} old" : "")}.";
        else yield return $"- **Refreshing:** {FactWords.Rotation(refresh.Rotation)} **A lost answer costs** {FactWords.LostAnswer(refresh)}";
        yield return $"- **Ends:** {Ends(refresh)}";
        yield return $"- **Reconnecting:** {Reconnecting(platform)}";
        yield return $"- **Disconnecting:** {Disconnecting(platform)}";
        yield return $"- **Redirect address:** {(platform.Registration.RedirectRules.Count == 0 ? "no rule is known beyond being registered" : string.Join("; ", platform.Registration.RedirectRules.Select(FactWords.Redirect)))}.";
    }

    private static string Ends(RefreshRules refresh)
    {
        var ends = new List<string>();
        if (refresh.IdleSeconds is { } idle) ends.Add($"after {Durations.InWords(idle)} without use");
        if (refresh.AbsoluteSeconds is { } absolute) ends.Add($"{Durations.InWords(absolute)} after consent");
        ends.Add(refresh.Supported ? "when the person or the platform revokes it" : "with the token, or when the person or the platform revokes it");
        return string.Join("; ", ends) + ".";
    }

    private static string Reconnecting(Platform platform)
    {
        var asked = platform.TemplateVariables.Where(variable => variable.AskUser).Select(variable => Markdown.Code(variable.Name)).ToList();
        return "the person signs in again with the same account" + (asked.Count == 0 ? "." : $"; {string.Join(", ", asked)} is known and not asked for again.");
    }

    private static string Disconnecting(Platform platform) => platform switch
    {
        { Revocation: { } call } => $"the hub revokes the {(call.Token is RevokedToken.Access ? "access token" : "grant")} at the platform{(call.ManualUrl is { } page ? $"; by hand at {Markdown.Link(page)}" : "")}.",
        { ManualRevocationUrl: { } page } => $"the hub forgets the tokens; the grant is ended by hand at {Markdown.Link(page)}.",
        _ => "the hub forgets the tokens; the platform offers no call to end the grant.",
    };
}
