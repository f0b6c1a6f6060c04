using System.Diagnostics.CodeAnalysis;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Api.Platforms;

/// <summary>What an operator enters of an app registration, looked at before it is stored.</summary>
internal static class RegistrationInput
{
    private const int LongestValue = 2048;
    private const int LongestServer = 255;
    private const int MostScopes = 200;

    /// <summary>Which registration is meant: the usual one, or that of a server.</summary>
    public static bool TryName(Platform platform, string? instance, AppRegistrations registrations, out RegistrationName name, [NotNullWhen(false)] out string? wrong)
    {
        var server = instance?.Trim().ToLowerInvariant();
        wrong = null;
        name = new RegistrationName(platform.Id, null);
        if (platform.BindingVariable is not { } binding)
        {
            if (!string.IsNullOrEmpty(server)) wrong = $"One client serves all of {platform.Name}: leave instance out.";
            return wrong is null;
        }
        if (string.IsNullOrEmpty(server)) return true;
        if (server.Length > LongestServer || server.Any(char.IsControl) || !TemplatePattern.Matches(binding, server))
        {
            wrong = $"instance is no {binding.Name} of {platform.Name}: {binding.Description ?? $"it must match {binding.Pattern}"}.";
            return false;
        }
        // What the usual registration serves has no second one.
        var usual = registrations.Find(platform.Id)?.Variables.GetValueOrDefault(binding.Name) ?? binding.Default;
        if (!string.Equals(server, usual, StringComparison.OrdinalIgnoreCase)) name = name with { Instance = server };
        return true;
    }

    /// <summary>Null: nothing is wrong.</summary>
    /// <param name="known">What is registered already; a secret left out keeps its one.</param>
    public static string? Check(Platform platform, RegistrationBody body, AppRegistration? known)
    {
        if (string.IsNullOrWhiteSpace(body.ClientId) || !IsPlain(body.ClientId)) return "client_id is needed: 1 to 2048 printable characters.";
        if (!string.IsNullOrEmpty(body.ClientSecret) && !IsPlain(body.ClientSecret)) return "client_secret is 1 to 2048 printable characters.";
        if (!string.IsNullOrWhiteSpace(body.PrivateKey) && (!platform.Client.AcceptsPrivateKey || !IsKey(body.PrivateKey)))
            return platform.Client.AcceptsPrivateKey ? "private_key is a P-256 key, or an RSA key of at least 2048 bits, without a password, as PEM or JWK." : $"{platform.Name} takes no private_key.";
        var hasKey = platform.Client.AcceptsPrivateKey && (!string.IsNullOrWhiteSpace(body.PrivateKey) || known?.PrivateKey is not null);
        if (platform.Client.NeedsPrivateKey && !hasKey) return $"{platform.Name} needs a private_key.";
        if (platform.Client.NeedsSecret && !hasKey && string.IsNullOrWhiteSpace(body.ClientSecret) && known?.ClientSecret is null) return $"{platform.Name} needs a client_secret.";
        if (body.Scopes is { Count: > MostScopes } || body.Scopes?.Any(scope => string.IsNullOrWhiteSpace(scope) || !IsPlain(scope) || scope.Contains(' ', StringComparison.Ordinal)) is true) return "scopes is a list of at most 200 scopes without spaces.";
        return null;
    }

    private static bool IsKey(string text)
    {
        using var key = SigningKey.TryRead(text);
        return key is not null;
    }

    private static bool IsPlain(string text) => text.Length <= LongestValue && text.Trim().All(c => c is >= ' ' and <= '~');
}
