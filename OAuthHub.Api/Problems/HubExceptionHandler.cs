using Microsoft.AspNetCore.Diagnostics;
using OAuthHub.Api.Hosting;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Problems;

/// <summary>The one place where surprises become answers. The message of an exception never reaches a caller.</summary>
internal sealed class HubExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // Whatever had been put on the answer is gone by now.
        SecurityHeaders.Put(httpContext.Response.Headers);
        await ProblemOf(exception).ExecuteAsync(httpContext);
        return true;
    }

    public static IResult ProblemOf(Exception exception) => exception switch
    {
        VaultIntegrityException => HubProblem.Create("vault_integrity"),
        VaultKeyUnavailableException => HubProblem.RetryLater("key_unavailable", TimeSpan.FromMinutes(1)),
        VaultUnavailableException unavailable => HubProblem.RetryLater("vault_unavailable", unavailable.RetryAfter ?? TimeSpan.FromSeconds(5)),
        BadHttpRequestException { StatusCode: 413 } => HubProblem.Create("body_too_large"),
        BadHttpRequestException { StatusCode: 415 } => HubProblem.Create("unsupported_media_type"),
        BadHttpRequestException { StatusCode: 408 } => HubProblem.Create("request_timeout"),
        BadHttpRequestException => HubProblem.Create("invalid_request"),
        _ => HubProblem.Create("internal"),
    };
}
