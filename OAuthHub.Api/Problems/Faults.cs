using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Problems;

/// <summary>The one place where surprises become answers. The message of an exception never reaches a caller, nor the log.</summary>
internal sealed partial class Faults(ILogger<Faults> logger)
{
    /// <summary>What the caller is told. A fault that nobody foresaw is logged; what was foreseen is told where it happens, or is the caller's.</summary>
    public IResult ProblemOf(Exception exception)
    {
        var problem = exception switch
        {
            VaultIntegrityException => HubProblem.Create("vault_integrity"),
            VaultKeyUnavailableException => HubProblem.RetryLater("key_unavailable", TimeSpan.FromMinutes(1)),
            VaultUnavailableException unavailable => HubProblem.RetryLater("vault_unavailable", unavailable.RetryAfter ?? TimeSpan.FromSeconds(5)),
            BadHttpRequestException { StatusCode: 413 } => HubProblem.Create("body_too_large"),
            BadHttpRequestException { StatusCode: 415 } => HubProblem.Create("unsupported_media_type"),
            BadHttpRequestException { StatusCode: 408 } => HubProblem.Create("request_timeout"),
            BadHttpRequestException => HubProblem.Create("invalid_request"),
            _ => (IResult?)null,
        };
        if (problem is not null) return problem;
        LogFault(WithoutWords(exception));
        return HubProblem.Create("internal");
    }

    /// <summary>Kinds and places. The messages stay out: they may repeat a value that was refused, a header's for example, and that may be a token.</summary>
    private static string WithoutWords(Exception? exception)
    {
        var told = new System.Text.StringBuilder();
        for (; exception is not null; exception = exception.InnerException) told.Append(exception.GetType().FullName).AppendLine().AppendLine(exception.StackTrace);
        return told.ToString();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request met a fault of the hub and was answered with the code internal: {Fault}")]
    private partial void LogFault(string fault);
}
