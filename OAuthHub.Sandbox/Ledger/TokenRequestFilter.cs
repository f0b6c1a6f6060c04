namespace OAuthHub.Sandbox.Ledger;

/// <summary>Enters each call of the token endpoint into the log before anything, a fault included, can happen to it.</summary>
internal sealed class TokenRequestFilter(TimeProvider time, TokenRequestLog log, LedgerTotals totals) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        totals.Count(Tally.TokenRequests);
        var form = await ReadFormAsync(http.Request);
        var entry = new TokenRequestEntry(time.GetUtcNow(), KnownGrantType(form), [.. form.Keys.Order(StringComparer.Ordinal)]);
        http.Features.Set(entry);
        log.Add(entry);
        try
        {
            return await next(context);
        }
        finally
        {
            entry.Close();
        }
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request)
    {
        if (!request.HasFormContentType) return FormCollection.Empty;
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return FormCollection.Empty;
        }
    }

    // Anything else could be a value that somebody put into the wrong parameter.
    private static string? KnownGrantType(IFormCollection form) =>
        form["grant_type"].ToString() is "authorization_code" or "refresh_token" ? form["grant_type"].ToString() : null;
}
