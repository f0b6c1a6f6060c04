namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>What remains even when everything works as it should; it follows from the facts of the entry.</summary>
internal static class ResidualRisks
{
    public static IEnumerable<string> Of(Platform platform) => platform.Kind is not PlatformKind.OAuth2 ? [] : OfRefresh(platform.Refresh, platform.Token).Concat(OfGrant(platform)).Concat(OfFacts(platform));

    private static IEnumerable<string> OfRefresh(RefreshRules refresh, TokenRules token)
    {
        if (!refresh.Supported)
        {
            yield return token.DefaultLifetimeSeconds is { } life
                ? $"Nothing renews the token: the person reconnects every {Durations.InWords(life)} or when it ends. The hub says so ahead."
                : "The token has no known end and nothing replaces it: one that leaks is good until it is revoked.";
            yield break;
        }
        if (refresh.UsesLiveAccessToken)
            yield return $"Only a live token can be renewed: a hub that is off for longer than the token lives{(token.DefaultLifetimeSeconds is { } alive ? $" ({Durations.InWords(alive)})" : "")} loses the connection.";
        else if (refresh.Rotates && refresh.Leeway is LeewayKind.None)
            yield return "A crash of the hub, or of the network, in the one window between the platform's exchange and the hub's disk costs the grant.";
        else if (refresh.Rotates && refresh.Leeway is LeewayKind.Unknown)
            yield return "A crash in the one window between the platform's exchange and the hub's disk may cost the grant.";
        if (refresh.KillsOldAccessToken) yield return "A refresh ends the old access token: an agent that still holds it gets a 401 and has to ask the hub again.";
        if (refresh.IdleSeconds is { } idle) yield return $"The refresh token dies after {Durations.InWords(idle)} without use. A hub that runs uses it in time; one that is off for longer does not.";
        if (refresh.AbsoluteSeconds is { } end) yield return $"The grant ends {Durations.InWords(end)} after consent, whatever the hub does: then the person reconnects. The hub says so ahead.";
        if (refresh.FlakyInvalidGrant) yield return "The platform now and then calls a good refresh token dead; the hub believes it only when it says so twice.";
    }

    private static IEnumerable<string> OfGrant(Platform platform)
    {
        if (platform.Limits.LiveGrants is { } most) yield return FormattableString.Invariant($"More than {most} live grants of one person to one client: the platform drops the oldest. The hub warns before.");
        if (platform.Revocation is { Cascades: true }) yield return "Disconnecting ends every grant of this person to this client, also that of another hub that uses the same client.";
        if (platform.Revocation is null)
            yield return platform.ManualRevocationUrl is { } page
                ? $"The hub cannot end the grant: after disconnecting, end it by hand at {Markdown.Link(page)}. Until then the tokens stay valid."
                : "The hub cannot end the grant: after disconnecting, the tokens stay valid until they end or the person takes the app out in the account's settings.";
    }

    private static IEnumerable<string> OfFacts(Platform platform)
    {
        if (platform.Docs.Confidence is Confidence.Low) yield return "Little of this entry is certain: try it with an account of your own before relying on it.";
        if (platform.TemplateVariables.Any(variable => variable is { AskUser: true, Kind: VariableKind.Host })) yield return "The person names the server: the hub checks that it is a public one, and trusts it with nothing but its own users' tokens.";
    }
}
