using OAuthHub.Api.Problems;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.ConnectLinks;

/// <summary>The words of the connect pages. They name everything that is about to happen: whoever is tricked into opening a link reads here for whom it is.</summary>
internal static class ConnectText
{
    private const int LongestReason = 40;

    public static IResult Ask(ConnectLink link, Platform platform, IReadOnlyList<string> scopes, string hub, string token)
    {
        var list = scopes.Count == 0 ? "" : $"<p>{E(platform.Name)} will be asked for:</p><ul>{string.Concat(scopes.Select(scope => $"<li><code>{E(scope)}</code></li>"))}</ul>";
        return BrowserPage.Html(200, $"{(link.ConnectionId is null ? "Connect" : "Reconnect")} {platform.Name}", $"""
            <p><strong>{E(link.KeyName)}</strong> asks you to {(link.ConnectionId is null ? "connect" : "reconnect")} an account at <strong>{E(platform.Name)}</strong>.</p>
            <p>It will belong to the user <strong>{E(link.User)}</strong> of the hub at <strong>{E(hub)}</strong>, and whoever may use that user's accounts there can use it.</p>
            {list}
            <p>If that is not you, or you did not expect this, close the page: nothing has happened yet.</p>
            <form method="post" action="/connect/{E(token)}"><button>Continue to {E(platform.Name)}</button></form>
            """);
    }

    public static IResult Connected(Platform? platform) =>
        BrowserPage.Html(200, platform is null ? "The account is connected" : $"{platform.Name} is connected", "<p>You can close this window.</p>");

    public static IResult NotConnected(Platform? platform, string reason, bool canTryAgain)
    {
        var again = canTryAgain ? $"""<p><a href="/auth/{E(platform!.Id)}/login?via=link">Try again</a></p>""" : "<p>Ask whoever sent you the link for a new one. You can close this window.</p>";
        return BrowserPage.Html(200, platform is null ? "Nothing was connected" : $"{platform.Name} was not connected", $"<p>{E(Explain(reason))}</p>{again}");
    }

    private static string Explain(string reason) => reason switch
    {
        "access_denied" => "You did not agree at the platform, or it did not let you.",
        "account_mismatch" => "You signed in with another account than the one that is to be reconnected.",
        "user_mismatch" => "This browser is signed in to the hub as somebody else.",
        "nothing_to_use" => "This account has nothing there that could be used.",
        "connection_deleted" => "The connection was ended meanwhile.",
        "platform_unavailable" or "platform_bad_response" or "platform_error" or "code_rejected" => "The platform did not finish the sign-in.",
        "vault_unavailable" or "state_store_unavailable" => "The hub cannot finish the sign-in now.",
        { Length: > 0 and <= LongestReason } code when code.All(c => char.IsAsciiLetterLower(c) || c is '_') => $"The sign-in was not finished ({code}).",
        _ => "The sign-in was not finished.",
    };

    private static string E(string text) => BrowserPage.Encode(text);
}
