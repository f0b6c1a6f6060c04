using Microsoft.Extensions.Options;
using OAuthHub.Client.Hub;
using OAuthHub.Client.Sending;
using OAuthHub.Client.Tokens;

namespace OAuthHub.Client;

/// <summary>The hub for programs without dependency injection. One for the whole program, so that it can hold the tokens.</summary>
public sealed class OAuthHubClient : IOAuthHubTokens, IDisposable
{
    private readonly HttpClient http;
    private readonly TokenStore tokens;

    /// <summary>A hub at an address; what is left out comes from <c>OAUTHHUB_URL</c> and <c>OAUTHHUB_KEY</c>.</summary>
    /// <exception cref="OptionsValidationException">There is no key, or the address is none.</exception>
    public OAuthHubClient(string? url = null, string? key = null)
        : this(new OAuthHubOptions { Url = url is null ? null : new Uri(url), Key = key })
    {
    }

    /// <summary>A hub with options.</summary>
    /// <exception cref="OptionsValidationException">There is no key, or the address is none.</exception>
    public OAuthHubClient(OAuthHubOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.FillFromEnvironment();
        if (new OAuthHubOptionsValidator().Validate(null, options) is { Failed: true } result) throw new OptionsValidationException(nameof(OAuthHubOptions), typeof(OAuthHubOptions), result.Failures);
        http = new HttpClient(NewSocketsHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        tokens = new TokenStore(new HubCalls(options, () => http, time ?? TimeProvider.System), time ?? TimeProvider.System);
        Url = options.Address;
    }

    /// <summary>Where the hub is, with a slash at its end.</summary>
    public Uri Url { get; }

    /// <summary>A client whose requests carry the token of an account. Dispose of it as of any other; it follows no redirects.</summary>
    public HttpClient CreateHttpClient(OAuthHubAccount account) => new(new OAuthHubTokenHandler(this, account) { InnerHandler = NewSocketsHandler() });

    /// <inheritdoc/>
    public ValueTask<OAuthHubToken> GetAsync(OAuthHubAccount account, CancellationToken cancellationToken = default) => tokens.GetAsync(account, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OAuthHubToken?> ReplaceAsync(OAuthHubAccount account, OAuthHubToken refused, CancellationToken cancellationToken = default) =>
        tokens.ReplaceAsync(account, refused, cancellationToken);

    /// <summary>Ends the connections to the hub.</summary>
    public void Dispose() => http.Dispose();

    /// <summary>Follows no redirects (neither the key nor a token goes where an answer points) and looks names up again now and then.</summary>
    internal static SocketsHttpHandler NewSocketsHandler() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
}
