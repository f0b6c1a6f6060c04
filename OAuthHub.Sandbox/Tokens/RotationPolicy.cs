using OAuthHub.Sandbox.Knobs;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>What to do with a refresh token that was presented.</summary>
internal enum Verdict
{
    /// <summary>Issue new tokens; this one is spent.</summary>
    Rotate,

    /// <summary>Issue an access token; this refresh token stays.</summary>
    Keep,

    /// <summary>Give the same pair again.</summary>
    Repeat,

    /// <summary>It was used before and no leeway excuses it.</summary>
    Reuse,
}

/// <summary>The rules of rotation, with nothing but rules in them.</summary>
/// <remarks>
/// RFC 9700 section 4.14.2 asks for rotation with reuse detection; the leeways are what platforms really do (Auth0 and Okta
/// forgive the immediate predecessor, Xero forgives for 30 minutes, RingCentral repeats its answer). The predecessor rule
/// is strict: after one forgiven use the predecessor of the new current token is the former current one, so that a second
/// blind retry of the same token is a reuse. A client must not try more than once.
/// </remarks>
internal static class RotationPolicy
{
    public static Verdict Judge(SandboxKnobs knobs, RefreshToken token, DateTimeOffset now)
    {
        var grant = token.Grant;
        if (token.SpentAt is not { } spentAt) return knobs.RotateRefreshTokens ? Verdict.Rotate : Verdict.Keep;

        var inTime = now - spentAt < TimeSpan.FromSeconds(knobs.LeewaySeconds);
        return knobs.Leeway switch
        {
            Leeway.Predecessor when inTime && token.Number == grant.Current!.Number - 1 => Verdict.Rotate,
            Leeway.Window when inTime && token.Number == grant.LastSpent => Verdict.Rotate,
            Leeway.Idempotent when inTime && token.Number == grant.LastSpent => Verdict.Repeat,
            _ => Verdict.Reuse,
        };
    }

    /// <summary>Which tokens of the family are over once <paramref name="used"/> was exchanged.</summary>
    public static void Spend(SandboxKnobs knobs, RefreshToken used, DateTimeOffset now)
    {
        var grant = used.Grant;
        // In a window the siblings born of the same parent stay valid; everywhere else only the newest token is.
        foreach (var token in grant.LiveRefreshTokens)
            if (knobs.Leeway != Leeway.Window || token.Number <= used.Number)
                token.SpentAt = now;
        grant.LiveRefreshTokens.RemoveAll(token => token.SpentAt is not null);
        grant.LastSpent = used.Number;
    }
}
