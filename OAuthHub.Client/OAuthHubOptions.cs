using Microsoft.Extensions.Options;

namespace OAuthHub.Client;

/// <summary>Where the hub is and who asks. What is not set comes from the environment: <c>OAUTHHUB_URL</c>, <c>OAUTHHUB_KEY</c>.</summary>
public sealed class OAuthHubOptions
{
    /// <summary>The hub's address. Without it and without <c>OAUTHHUB_URL</c>: <c>http://localhost:8400</c>.</summary>
    public Uri? Url { get; set; }

    /// <summary>The agent key, <c>ohk_…</c>.</summary>
    public string? Key { get; set; }

    /// <summary>Whose accounts are meant where a call names nobody; may be left out when the key is for one user.</summary>
    public string? User { get; set; }

    /// <summary>How long one question to the hub may take; a hub that refreshes meanwhile takes up to 25 s. Default: 40 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>With a slash at its end, so that paths can be put after it.</summary>
    internal Uri Address => new(Url!.AbsoluteUri.TrimEnd('/') + "/");

    internal void FillFromEnvironment()
    {
        Url ??= Environment.GetEnvironmentVariable("OAUTHHUB_URL") is { Length: > 0 } text
            ? Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : throw new OptionsValidationException(nameof(OAuthHubOptions), typeof(OAuthHubOptions), ["OAUTHHUB_URL is not an address; write it as http://localhost:8400."])
            : new Uri("http://localhost:8400");
        if (string.IsNullOrEmpty(Key)) Key = Environment.GetEnvironmentVariable("OAUTHHUB_KEY")?.Trim();
    }
}

/// <summary>Stops the start with a message that names the option and the remedy.</summary>
internal sealed class OAuthHubOptionsValidator : IValidateOptions<OAuthHubOptions>
{
    public ValidateOptionsResult Validate(string? name, OAuthHubOptions options)
    {
        if (options.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
            return ValidateOptionsResult.Fail("OAuthHubOptions.Url (or OAUTHHUB_URL) is the hub's http or https address without query, such as http://localhost:8400.");
        if (string.IsNullOrEmpty(options.Key))
            return ValidateOptionsResult.Fail("There is no agent key. Set OAuthHubOptions.Key or OAUTHHUB_KEY; the dashboard makes keys, and the hub keeps its first one in agent.key of its data folder.");
        if (options.Key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return ValidateOptionsResult.Fail("OAuthHubOptions.Key (or OAUTHHUB_KEY) has a space or a line break in it; copy the key alone.");
        return options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromMinutes(10)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("OAuthHubOptions.Timeout is more than nothing and at most ten minutes.");
    }
}
