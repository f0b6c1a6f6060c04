using System.Net.Http.Headers;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// A strategy in code for the few things that data cannot say. An entry chooses it by name (<see cref="Platform.Quirks"/>); shared code asks
/// every quirk of an entry at the same places and knows none of them.
/// </summary>
/// <remarks>To add one: a class in <c>Platforms/Quirks/</c>, and a line in <c>QuirkServiceCollectionExtensions</c>.</remarks>
public abstract class Quirk
{
    /// <summary>Under this name entries choose it.</summary>
    public abstract string Name { get; }

    /// <summary>Before a login, when nothing but the entry and what the person typed is known: finds endpoints, gets a client.</summary>
    /// <param name="values">Of the template variables; what is found is added to them and kept with the connection.</param>
    public virtual Task<QuirkPreparation> PrepareAsync(Platform platform, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken) =>
        Task.FromResult<QuirkPreparation>(new QuirkPreparation.Ready(values));

    /// <summary>When a login starts: may give the connection that it makes something of its own.</summary>
    public virtual PlatformClient Begin(PlatformClient client) => client;

    /// <summary>Before the browser leaves: may hand the request to the platform beforehand (RFC 9126) and send the browser there with a reference.</summary>
    public virtual Task<QuirkAuthorization> AuthorizeAsync(PlatformClient client, AuthorizationRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<QuirkAuthorization>(new QuirkAuthorization.Ready(request));

    /// <summary>When the browser comes back, before anything of the callback is used. Null: go on; otherwise one of the callback's reasons.</summary>
    public virtual string? CheckCallback(PlatformClient client, LoginState flow, CallbackParameters callback) => null;

    /// <summary>When the tokens of a login are there, before any is used. Null: go on; otherwise one of the callback's reasons, and the tokens are ended.</summary>
    public virtual string? CheckTokens(PlatformClient client, TokenSet tokens) => null;

    /// <summary>Each time that a request of a client is about to leave.</summary>
    public virtual void Sign(PlatformClient client, HttpRequestMessage request)
    {
    }

    /// <summary>
    /// After each answer. True: the platform refused the request for its signature alone and did certainly nothing; it is signed anew
    /// and leaves once more.
    /// </summary>
    public virtual bool Hear(PlatformClient client, Uri address, HttpResponseHeaders headers, TokenAnswer answer) => false;
}

public abstract record QuirkPreparation
{
    private QuirkPreparation() { }

    public sealed record Ready(IReadOnlyDictionary<string, string> Values) : QuirkPreparation;

    /// <param name="Code">One of the closed codes of a login.</param>
    public sealed record Refused(string Code) : QuirkPreparation;
}

public abstract record QuirkAuthorization
{
    private QuirkAuthorization() { }

    public sealed record Ready(AuthorizationRequest Request) : QuirkAuthorization;

    /// <param name="Code">One of the closed codes of a login.</param>
    public sealed record Refused(string Code) : QuirkAuthorization;
}
