namespace OAuthHub.Core.Platforms;

/// <summary>A scope as a person meets it before the login.</summary>
/// <param name="Scope">As the platform calls it.</param>
/// <param name="Words">What it lets an agent do, in plain words. Null: the entry has none.</param>
/// <param name="Optional">The person may leave it out, or add it.</param>
/// <param name="Usual">It is asked for unless the person chooses otherwise.</param>
public sealed record ScopeOffer(string Scope, string? Words, bool Optional, bool Usual);

/// <summary>Which scopes a person may choose of. What the operator configured is the most that is asked for.</summary>
public static class ScopeOffers
{
    /// <summary>Of OpenID Connect Core section 5.4 and section 11, the same everywhere.</summary>
    private static readonly Dictionary<string, string> Common = new(StringComparer.Ordinal)
    {
        ["openid"] = "Sign in with your account",
        ["profile"] = "See your name and picture",
        ["email"] = "See your e-mail address",
        ["offline_access"] = "Stay connected while you are away",
    };

    /// <param name="configured">The operator's scopes; null: those of the entry hold.</param>
    public static IReadOnlyList<ScopeOffer> Of(Platform platform, IReadOnlyList<string>? configured)
    {
        var rules = platform.Authorization;
        var usual = configured ?? rules.Scopes;
        var more = configured is null ? rules.OptionalScopes.Except(usual, StringComparer.Ordinal) : [];
        return [.. usual.Select(scope => Offer(scope, true)), .. more.Select(scope => Offer(scope, false))];

        ScopeOffer Offer(string scope, bool isUsual) =>
            new(scope, rules.ScopeWords.GetValueOrDefault(scope) ?? Common.GetValueOrDefault(scope), rules.OptionalScopes.Contains(scope, StringComparer.Ordinal), isUsual);
    }

    /// <summary>What is asked for: whatever the person cannot leave out, and of the rest what was chosen. Null: something was chosen that is not offered, or nothing at all of what is.</summary>
    public static IReadOnlyList<string>? Choose(IReadOnlyList<ScopeOffer> offers, IReadOnlyList<string> chosen)
    {
        if (!chosen.All(scope => offers.Any(offer => Same(offer.Scope, scope)))) return null;
        var asked = offers.Where(offer => !offer.Optional || chosen.Contains(offer.Scope, StringComparer.Ordinal)).Select(offer => offer.Scope).ToList();
        return asked.Count == 0 && offers.Count > 0 ? null : asked;
    }

    /// <summary>For a reconnect: as the person chose the last time; the usual ones where nothing of that is offered any more.</summary>
    public static IReadOnlyList<string> ChooseAgain(IReadOnlyList<ScopeOffer> offers, IReadOnlyList<string> before) =>
        Choose(offers, [.. before.Where(scope => offers.Any(offer => Same(offer.Scope, scope)))]) ?? [.. offers.Where(offer => offer.Usual).Select(offer => offer.Scope)];

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
