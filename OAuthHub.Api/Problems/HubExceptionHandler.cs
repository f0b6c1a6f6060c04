using Microsoft.AspNetCore.Diagnostics;
using OAuthHub.Api.Hosting;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Problems;

/// <summary>The one place where surprises become answers. The message of an exception never reaches a caller.</summary>
internal sealed partial class HubExceptionHandler(ILogger<HubExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (IsFault(exception)) LogFault(logger, WithoutWords(exception));
        // Whatever had been put on the answer is gone by now.
        SecurityHeaders.Put(httpContext);
        await ProblemOf(exception).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Nobody foresaw it. What was foreseen is told where it happens, or is the caller's.</summary>
    private static bool IsFault(Exception exception) =>
        exception is not (VaultIntegrityException or VaultKeyUnavailableException or VaultUnavailableException or BadHttpRequestException);

    /// <summary>Kinds and places. The messages stay out: they may repeat a value that was refused, a header's for example, and that may be a token.</summary>
    private static string WithoutWords(Exception? exception)
    {
        var told = new System.Text.StringBuilder();
        for (; exception is not null; exception = exception.InnerException) told.Append(exception.GetType().FullName).AppendLine().AppendLine(exception.StackTrace);
        return told.ToString();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request met a fault of the hub and was answered with the code internal: {Fault}")]
    private static partial void LogFault(ILogger logger, string fault);

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
