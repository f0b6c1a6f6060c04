using Microsoft.AspNetCore.Diagnostics;
using OAuthHub.Api.Hosting;

namespace OAuthHub.Api.Problems;

/// <summary>Answers what no endpoint caught.</summary>
internal sealed class HubExceptionHandler(Faults faults, SecurityHeaders headers) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // Whatever had been put on the answer is gone by now.
        headers.Put(httpContext);
        await faults.ProblemOf(exception).ExecuteAsync(httpContext);
        return true;
    }
}
