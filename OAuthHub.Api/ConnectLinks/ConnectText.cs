using OAuthHub.Api.Problems;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.ConnectLinks;

/// <summary>The words of the connect pages. They name everything that is about to happen: whoever is tricked into opening a link reads here for whom it is.</summary>
internal static class ConnectText
{
    private const int LongestReason = 40;

    public static IResult Ask(PageLanguage language, ConnectLink link, Platform platform, IReadOnlyList<string> scopes, string hub, string token)
    {
        var (name, isNew) = (E(platform.Name), link.ConnectionId is null);
        var (key, account, user, address) = (Strong(link.KeyName), Strong(platform.Name), Strong(link.User), Strong(hub));
        var asked = scopes.Count == 0 ? "" : $"<p>{language.Say($"{name} will be asked for:", $"{name} wird um Folgendes gebeten:")}</p><ul>{string.Concat(scopes.Select(scope => $"<li><code>{E(scope)}</code></li>"))}</ul>";
        return BrowserPage.Html(language, 200, language.Say($"{(isNew ? "Connect" : "Reconnect")} {platform.Name}", $"{platform.Name} {(isNew ? "verbinden" : "neu verbinden")}"), $"""
            <p>{language.Say(
                $"{key} asks you to {(isNew ? "connect" : "reconnect")} an account at {account}.",
                $"{key} bittet dich, ein Konto bei {account} {(isNew ? "zu verbinden" : "neu zu verbinden")}.")}</p>
            <p>{language.Say(
                $"It will belong to the user {user} of the hub at {address}, and whoever may use that user's accounts there can use it.",
                $"Es wird zu {user} am Hub unter {address} gehören, und wer dort die Konten von {user} benutzen darf, kann auch dieses benutzen.")}</p>
            {asked}
            <p>{language.Say(
                "If that is not you, or you did not expect this, close the page: nothing has happened yet.",
                "Wenn du das nicht bist oder das nicht erwartet hast, schließe die Seite: Noch ist nichts geschehen.")}</p>
            <form method="post" action="/connect/{E(token)}"><button>{language.Say("Continue to", "Weiter zu")} {name}</button></form>
            """);
    }

    public static IResult Connected(PageLanguage language, Platform? platform) => BrowserPage.Html(language, 200,
        platform is null ? language.Say("The account is connected", "Das Konto ist verbunden") : $"{platform.Name} {language.Say("is connected", "ist verbunden")}",
        $"<p>{CloseWindow(language)}</p>");

    public static IResult NotConnected(PageLanguage language, Platform? platform, string reason, bool canTryAgain)
    {
        var again = canTryAgain
            ? $"""<p><a href="/auth/{E(platform!.Id)}/login?via=link">{language.Say("Try again", "Erneut versuchen")}</a></p>"""
            : $"<p>{language.Say("Ask whoever sent you the link for a new one.", "Bitte die Person, von der du den Link hast, um einen neuen.")} {CloseWindow(language)}</p>";
        var title = platform is null ? language.Say("Nothing was connected", "Es wurde nichts verbunden") : $"{platform.Name} {language.Say("was not connected", "wurde nicht verbunden")}";
        return BrowserPage.Html(language, 200, title, $"<p>{E(Explain(language, reason))}</p>{again}");
    }

    private static string Explain(PageLanguage language, string reason) => reason switch
    {
        "access_denied" => language.Say("You did not agree at the platform, or it did not let you.", "Du hast bei der Plattform nicht zugestimmt, oder sie hat dich nicht gelassen."),
        "account_mismatch" => language.Say("You signed in with another account than the one that is to be reconnected.", "Du hast dich mit einem anderen Konto angemeldet als dem, das neu verbunden werden soll."),
        "user_mismatch" => language.Say("This browser is signed in to the hub as somebody else.", "Dieser Browser ist am Hub als jemand anderes angemeldet."),
        "nothing_to_use" => language.Say("This account has nothing there that could be used.", "Dieses Konto hat dort nichts, was sich benutzen ließe."),
        "connection_deleted" => language.Say("The connection was ended meanwhile.", "Die Verbindung wurde inzwischen getrennt."),
        "platform_unavailable" or "platform_bad_response" or "platform_error" or "code_rejected" => language.Say("The platform did not finish the sign-in.", "Die Plattform hat die Anmeldung nicht abgeschlossen."),
        "vault_unavailable" or "state_store_unavailable" => language.Say("The hub cannot finish the sign-in now.", "Der Hub kann die Anmeldung gerade nicht abschließen."),
        { Length: > 0 and <= LongestReason } code when code.All(c => char.IsAsciiLetterLower(c) || c is '_') => $"{language.Say("The sign-in was not finished", "Die Anmeldung wurde nicht abgeschlossen")} ({code}).",
        _ => language.Say("The sign-in was not finished.", "Die Anmeldung wurde nicht abgeschlossen."),
    };

    private static string CloseWindow(PageLanguage language) => language.Say("You can close this window.", "Du kannst dieses Fenster schließen.");

    private static string Strong(string text) => $"<strong>{E(text)}</strong>";

    private static string E(string text) => BrowserPage.Encode(text);
}
