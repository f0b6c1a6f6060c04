using OAuthHub.Api.Platforms;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Auth;

/// <summary>Asks the person what only they can say (a server, a shop) before the browser leaves. It works without a script, so that any link may lead here.</summary>
internal static class QuestionPage
{
    public static IResult Ask(HttpContext context, Platform platform, IReadOnlyList<TemplateVariable> variables, WrongValue? wrong, LoginTerms terms)
    {
        var code = wrong?.Code ?? "value_missing";
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return HubProblem.Create(code, wrong is null ? null : Explain(variables, wrong), ("values", variables.Select(PlatformQuestion.Of).ToList()));
        context.Response.Headers.ContentSecurityPolicy = BrowserPage.FormPolicy;
        context.Response.Headers.CacheControl = "no-store";
        // What a link says is in its session, and not for the browser to send.
        var hidden = terms.Link is not null ? Hidden("via", "link") : Hidden("return_to", terms.ReturnTo) + (terms.ConnectionId is { } connection ? Hidden("connection", connection) : "") + (terms.Chosen is { } chosen ? Hidden("scopes", string.Join(' ', chosen)) : "");
        var back = terms.Link is null ? """<p><a href="/dashboard">Back to the dashboard</a></p>""" : "";
        var fields = string.Concat(variables.Select((variable, index) => Field(variable, index == 0, wrong)));
        return BrowserPage.Html(wrong is null ? 200 : HubProblem.StatusOf(code), $"Connect {platform.Name}", $"""
            <form method="get" action="/auth/{platform.Id}/login">{hidden}{fields}<button>Continue to {BrowserPage.Encode(platform.Name)}</button></form>
            {back}
            """);
    }

    private static string Field(TemplateVariable variable, bool isFirst, WrongValue? wrong)
    {
        var isWrong = string.Equals(wrong?.Name, variable.Name, StringComparison.Ordinal);
        var value = isWrong ? wrong!.Text : variable.Default ?? "";
        var problem = isWrong ? $"""<p class="wrong" id="{variable.Name}-wrong">{BrowserPage.Encode(Explain([variable], wrong!))}</p>""" : "";
        return $"""
            <label for="{variable.Name}">{BrowserPage.Encode(variable.Description ?? variable.Name)}</label>
            <input id="{variable.Name}" name="{variable.Name}" value="{BrowserPage.Encode(value)}" maxlength="255" required autocomplete="off" autocapitalize="none" spellcheck="false"{(isFirst ? " autofocus" : "")}{(isWrong ? $" aria-invalid=\"true\" aria-describedby=\"{variable.Name}-wrong\"" : "")}>{problem}
            """;
    }

    private static string Explain(IReadOnlyList<TemplateVariable> variables, WrongValue wrong) => wrong.Code switch
    {
        "url_not_allowed" => $"The hub does not go to {wrong.Text}. {wrong.Why}",
        _ => $"This cannot be right: {variables.First(variable => string.Equals(variable.Name, wrong.Name, StringComparison.Ordinal)).Description ?? wrong.Name}",
    };

    public static string Hidden(string name, string value) => $"""<input type="hidden" name="{name}" value="{BrowserPage.Encode(value)}">""";
}
