using System.Net;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Hosting;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.Proxy;

/// <summary>
/// Carries a call to the platform and its answer back. It is sent a second time in two cases only, in which the platform has certainly not
/// done it: the token was refused and there is a newer one, or it wants another proof.
/// </summary>
internal sealed class ProxyForwarder(ProxySender sender, CallWatches watches, RefusedTokens refused, IOptions<ProxyOptions> options, SecurityHeaders headers, TimeProvider time)
{
    private readonly ProxyOptions limits = options.Value;

    /// <summary>Sends it, and again where that is safe, and passes the answer on.</summary>
    /// <exception cref="BadHttpRequestException">The agent's body cannot be read to its end.</exception>
    public async Task<ProxyEnd> ForwardAsync(HttpContext context, ProxyCall call)
    {
        var (asked, connection, client) = (call.Asked, call.Connection, call.Route.Client);
        using var body = await ProxyBody.ReadAsync(context, asked);
        using var watch = watches.Begin(limits.HeadTimeout, isAlone: body is null, context.RequestAborted);
        var mayRepeat = body?.MayRepeat ?? true;
        for (bool wasRenewed = false, wasSignedAnew = false; ;)
        {
            if (TokenOf(connection, asked.Token) is not { } token) return new ProxyEnd.Problem(HubProblem.Create("invalid_request", "The connection has no live token of that name. GET /credentials/{platform} lists them in other_tokens; leave X-OAuthHub-Token out for its own."));
            using var request = OutgoingCall.Make(context.Request, asked, call.Target, call.Route, connection, token, body?.ToContent(watch));
            watch.Wait(limits.HeadTimeout);
            HttpResponseMessage answer;
            try
            {
                answer = await sender.SendAsync(request, client, call.Target.IsGuarded, watch);
            }
            catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException or IOException)
            {
                if (watch.HasCallerLeft) return new ProxyEnd.Left();
                if (body?.Failure is { } bad) throw bad;
                return new ProxyEnd.Problem(HubProblem.Create(ProxySender.CodeOf(failure, watch)));
            }
            using (answer)
            {
                var wantsAnotherSignature = sender.WantsAnotherSignature(request, client, answer);
                if (wantsAnotherSignature && mayRepeat && !wasSignedAnew)
                {
                    wasSignedAnew = true;
                    continue;
                }
                // A further token of the connection is not what a refresh renews.
                if (answer.StatusCode is HttpStatusCode.Unauthorized && asked.Token is null && !wasRenewed && !wantsAnotherSignature)
                {
                    wasRenewed = true;
                    var renewed = await refused.RenewAsync(connection, client, answer.Headers, mayRepeat, context.RequestAborted);
                    if (renewed is TokenReadResult.Refused) return new ProxyEnd.Refused(renewed);
                    if (renewed is TokenReadResult.Live(var newer))
                    {
                        connection = newer;
                        continue;
                    }
                }
                return new ProxyEnd.Passed((int)answer.StatusCode, await PlatformAnswer.PassOnAsync(answer, context, headers, token.RevealSecret(), limits.IdleTimeout, watch));
            }
        }
    }

    private AccessToken? TokenOf(Connection connection, string? name)
    {
        if (name is null) return connection.Tokens!.AccessToken;
        return connection.Tokens!.Others.TryGetValue(name, out var other) && (other.ExpiresAt is not { } end || end > time.GetUtcNow()) ? other.AccessToken : null;
    }
}

/// <summary>How a call ended.</summary>
internal abstract record ProxyEnd
{
    private ProxyEnd() { }

    /// <summary>The platform's answer went to the agent.</summary>
    /// <param name="IsWhole">False: it broke off.</param>
    public sealed record Passed(int Status, bool IsWhole) : ProxyEnd;

    /// <summary>The hub answers for itself.</summary>
    public sealed record Problem(IResult Result) : ProxyEnd;

    /// <summary>There is no live token any more.</summary>
    public sealed record Refused(TokenReadResult Why) : ProxyEnd;

    /// <summary>The agent is gone.</summary>
    public sealed record Left : ProxyEnd;
}
