using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Knobs;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>The authorization endpoint: asks the person, and sends the browser back with a code or an error.</summary>
internal static class AuthorizeEndpoints
{
    public static void MapAuthorize(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/authorize", Ask).AddEndpointFilter(new FaultFilter(FaultEndpoint.Authorize));
        routes.MapPost("/authorize", Decide).AddEndpointFilter(new FaultFilter(FaultEndpoint.Authorize));
        routes.MapGet("/style.css", () => Stylesheet.Reply);
    }

    private static IResult Ask(
        HttpContext http, KnobBoard board, IOptions<SandboxOptions> options, AccountDirectory accounts, PendingAuthorizations pending, AuthorizationCodes codes)
    {
        if (AuthorizationRequest.Unanswerable(http.Request.Query, options.Value) is { } reason) return SandboxPage.Problem(reason);

        var knobs = board.Current;
        var (request, error, description) = AuthorizationRequest.Read(http.Request.Query, knobs);
        if (error is not null) return Back(http, options.Value, knobs, request, ("error", error), ("error_description", description));
        if (!knobs.AutoApprove) return ConsentPage.Render(options.Value.ClientName, request, pending.Add(request));

        // A hint that is no account id, an e-mail address for instance, is only a hint.
        var account = AccountDirectory.IsId(request.LoginHint) ? request.LoginHint : knobs.AutoApproveAccount;
        return Approve(http, options.Value, knobs, request, accounts.GetOrCreate(account).Id, codes);
    }

    private static async Task<IResult> Decide(
        HttpContext http, KnobBoard board, IOptions<SandboxOptions> options, AccountDirectory accounts, PendingAuthorizations pending, AuthorizationCodes codes)
    {
        if (!http.Request.HasFormContentType) return SandboxPage.Problem("This was not sent by the consent page.");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (pending.Take(form["transaction"].ToString()) is not { } request)
            return SandboxPage.Problem("This page was used already or is older than ten minutes. Go back to the app and start again.");

        var knobs = board.Current;
        if (form["decision"] != "allow")
            return Back(http, options.Value, knobs, request, ("error", "access_denied"), ("error_description", "the person said no"));
        return accounts.Find(form["account"].ToString()) is { } account
            ? Approve(http, options.Value, knobs, request, account.Id, codes)
            : Back(http, options.Value, knobs, request, ("error", "access_denied"), ("error_description", "no account was chosen"));
    }

    private static SeeOther Approve(
        HttpContext http, SandboxOptions options, SandboxKnobs knobs, AuthorizationRequest request, string account, AuthorizationCodes codes) =>
        Back(http, options, knobs, request, ("code", codes.Issue(request, account, options.ClientId).Value));

    private static SeeOther Back(
        HttpContext http, SandboxOptions options, SandboxKnobs knobs, AuthorizationRequest request, params (string Name, string? Value)[] answer)
    {
        // RFC 9207: iss tells a client with several platforms which of them answers.
        var iss = knobs.SendIss ? SandboxAddress.Of(http, options) : null;
        (string Name, string? Value)[] everything = [.. answer, ("state", request.State), ("iss", iss)];
        var parameters = everything
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value));
        return new SeeOther(QueryHelpers.AddQueryString(request.RedirectUri, parameters));
    }
}

/// <summary>303: the browser must not repeat the form, and with it the decision, at the app (RFC 9700 section 4.12).</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
