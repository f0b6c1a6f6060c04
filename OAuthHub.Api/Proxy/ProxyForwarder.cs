using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Credentials;
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
internal sealed class ProxyForwarder(ProxySender sender, RefusedTokens refused, IOptions<ProxyOptions> options, TimeProvider time)
{
    /// <summary>Sends it, and again where that is safe, and passes the answer on.</summary>
    public async Task<ProxyEnd> ForwardAsync(HttpContext context, ProxyRequest asked, ProxyTarget target, ProxyRoute route, Connection connection)
    {
        using var body = await ProxyBody.ReadAsync(context);
        using var watch = new CallWatch(options.Value.HeadTimeout, time, context.RequestAborted);
        var mayRepeat = body?.MayRepeat ?? true;
        for (bool wasRenewed = false, wasSignedAnew = false; ;)
        {
            if (TokenOf(connection, asked.Token) is not { } token) return new ProxyEnd.Problem(HubProblem.Create("invalid_request", "The connection has no live token of that name. GET /credentials/{platform} lists them in other_tokens; leave X-OAuthHub-Token out for its own."));
            using var request = OutgoingCall.Make(context.Request, asked, target, route, connection, token, body?.ToContent(watch));
            watch.Wait(options.Value.HeadTimeout);
            switch (await sender.SendAsync(request, route.Client, target.IsGuarded, watch))
            {
                case ProxyReply.Left: return new ProxyEnd.Left();
                case ProxyReply.Failed when body?.Failure is { } bad: return new ProxyEnd.Problem(ProblemOf(bad));
                case ProxyReply.Failed(var code): return new ProxyEnd.Problem(HubProblem.Create(code));
                case ProxyReply.Answered(var answer, var wantsAnotherSignature):
                    using (answer)
                    {
                        if (wantsAnotherSignature && mayRepeat && !wasSignedAnew)
                        {
                            wasSignedAnew = true;
                            continue;
                        }
                        // A further token of the connection is not what a refresh renews.
                        if (answer.StatusCode is HttpStatusCode.Unauthorized && asked.Token is null && !wasRenewed && !wantsAnotherSignature)
                        {
                            wasRenewed = true;
                            var renewed = await refused.RenewAsync(connection, route.Client, answer.Headers, mayRepeat, context.RequestAborted);
                            if (renewed is TokenReadResult.Refused) return new ProxyEnd.Refused(renewed);
                            if (renewed is TokenReadResult.Live(var newer))
                            {
                                connection = newer;
                                continue;
                            }
                        }
                        watch.Wait(options.Value.IdleTimeout);
                        return new ProxyEnd.Passed((int)answer.StatusCode, await PlatformAnswer.PassOnAsync(answer, context, token.RevealSecret(), watch));
                    }
            }
        }
    }

    /// <summary>What the server said of a body that it stopped to read.</summary>
    public ProblemHttpResult ProblemOf(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => HubProblem.Create("body_too_large", $"The proxy takes bodies of at most {options.Value.MaxRequestBytes} bytes (OAuthHub:Proxy:MaxRequestBytes)."),
        StatusCodes.Status408RequestTimeout => HubProblem.Create("request_timeout"),
        _ => HubProblem.Create("invalid_request"),
    };

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
    public sealed record Problem(ProblemHttpResult Result) : ProxyEnd;

    /// <summary>There is no live token any more.</summary>
    public sealed record Refused(TokenReadResult Why) : ProxyEnd;

    /// <summary>The agent is gone.</summary>
    public sealed record Left : ProxyEnd;
}
