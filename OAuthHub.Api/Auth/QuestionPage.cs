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
            return HubProblem.Create(code, wrong is null ? null : Plain(Explain(PageLanguage.English, variables, wrong)), ("values", variables.Select(PlatformQuestion.Of).ToList()));
        var language = PageLanguage.Of(context);
        context.Response.Headers.ContentSecurityPolicy = BrowserPage.FormPolicy;
        context.Response.Headers.CacheControl = "no-store";
        // What a link says is in its session, and not for the browser to send.
        var hidden = terms.Link is not null ? Hidden("via", "link") : Hidden("return_to", terms.ReturnTo) + (terms.ConnectionId is { } connection ? Hidden("connection", connection) : "") + (terms.Chosen is { } chosen ? Hidden("scopes", string.Join(' ', chosen)) : "");
        var back = terms.Link is null ? $"""<p><a href="/dashboard">{language.Say("Back to the dashboard", "Zurück zum Dashboard")}</a></p>""" : "";
        var fields = string.Concat(variables.Select((variable, index) => Field(language, variable, index == 0, wrong)));
        return BrowserPage.Html(language, wrong is null ? 200 : HubProblem.StatusOf(code), language.Say($"Connect {platform.Name}", $"{platform.Name} verbinden"), $"""
            <form method="get" action="/auth/{platform.Id}/login">{hidden}{fields}<button>{language.Say("Continue to", "Weiter zu")} {BrowserPage.Encode(platform.Name)}</button></form>
            {back}
            """);
    }

    private static string Field(PageLanguage language, TemplateVariable variable, bool isFirst, WrongValue? wrong)
    {
        var isWrong = string.Equals(wrong?.Name, variable.Name, StringComparison.Ordinal);
        var value = isWrong ? wrong!.Text : variable.Default ?? "";
        var problem = "";
        if (isWrong)
        {
            var (what, why) = Explain(language, [variable], wrong!);
            problem = $"""<p class="wrong" id="{variable.Name}-wrong">{BrowserPage.Encode(what)} <span lang="en">{BrowserPage.Encode(why)}</span></p>""";
        }
        return $"""
            <label for="{variable.Name}" lang="en">{BrowserPage.Encode(variable.Description ?? variable.Name)}</label>
            <input id="{variable.Name}" name="{variable.Name}" value="{BrowserPage.Encode(value)}" maxlength="255" required autocomplete="off" autocapitalize="none" spellcheck="false"{(isFirst ? " autofocus" : "")}{(isWrong ? $" aria-invalid=\"true\" aria-describedby=\"{variable.Name}-wrong\"" : "")}>{problem}
            """;
    }

    /// <summary>In the page's language, and what is known in English alone: a reason, or the platform's own question.</summary>
    private static (string What, string Why) Explain(PageLanguage language, IReadOnlyList<TemplateVariable> variables, WrongValue wrong) => wrong.Code switch
    {
        "url_not_allowed" => (language.Say($"The hub does not go to {wrong.Text}.", $"Der Hub ruft {wrong.Text} nicht auf."), wrong.Why ?? ""),
        _ => (language.Say("This cannot be right:", "Das kann nicht stimmen:"), variables.First(variable => string.Equals(variable.Name, wrong.Name, StringComparison.Ordinal)).Description ?? wrong.Name),
    };

    private static string Plain((string What, string Why) wrong) => $"{wrong.What} {wrong.Why}".TrimEnd();

    public static string Hidden(string name, string value) => $"""<input type="hidden" name="{name}" value="{BrowserPage.Encode(value)}">""";
}
