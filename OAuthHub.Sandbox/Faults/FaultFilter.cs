using OAuthHub.Sandbox.Control;
using OAuthHub.Sandbox.Ledger;

namespace OAuthHub.Sandbox.Faults;

/// <summary>Takes the next fault queued for this endpoint and lets it strike.</summary>
internal sealed class FaultFilter(FaultEndpoint endpoint) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.RequestServices.GetRequiredService<FaultQueue>().TryTake(endpoint, out var fault)) return await next(context);

        http.Features.Set(fault);
        http.Features.Get<TokenRequestEntry>()?.StruckBy(MemberReader.SnakeCase(fault.Kind));
        try
        {
            return await FaultPlayer.PlayAsync(fault, http, async () => (IResult)(await next(context))!);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client gave up on a slow fault, which is what such faults are for.
            return TypedResults.Empty;
        }
    }
}
