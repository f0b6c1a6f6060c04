namespace OAuthHub.Api.Problems;

/// <summary>What <see cref="HubProblem"/> says, in German: the codes that a person can meet on a page outside of the dashboard.</summary>
internal static class GermanProblem
{
    private static readonly Dictionary<string, (string Title, string Detail)> Known = new(StringComparer.Ordinal)
    {
        ["invalid_request"] = ("Die Anfrage ist nicht gültig.", "Öffne die Adresse noch einmal, so wie du sie bekommen hast."),
        ["duplicate_parameter"] = ("Ein Wert kam mehr als einmal.", "Öffne die Adresse noch einmal, so wie du sie bekommen hast."),
        ["return_to_invalid"] = ("Die Adresse für den Rückweg ist nicht erlaubt.", "Beginne im Dashboard von vorn."),
        ["not_signed_in"] = ("Du bist nicht angemeldet.", "Melde dich am Dashboard an, oder öffne den Startlink, den der Hub auf seiner Konsole ausgegeben hat."),
        ["forbidden"] = ("Das darfst du nicht.", "Im Dashboard dürfen das nur die Operatoren des Hubs."),
        ["antiforgery"] = ("Die Anfrage kommt nicht von einer Seite dieses Hubs.", "Öffne den Link selbst und drücke den Knopf auf seiner Seite."),
        ["user_mismatch"] = ("Du bist als jemand anderes angemeldet.", "Der Link ist für eine andere Person dieses Hubs. Melde dich im Dashboard ab, oder öffne ihn in einem anderen Browser oder einem privaten Fenster."),
        ["unknown_platform"] = ("Diese Plattform gibt es nicht.", "Das Dashboard zeigt die Plattformen, die es gibt."),
        ["platform_not_configured"] = ("Die Plattform ist nicht eingerichtet.", "Der Operator trägt Client-ID und Secret im Dashboard ein."),
        ["variable_not_set"] = ("Die Plattform ist nicht vollständig eingerichtet.", "Ihr fehlt ein Wert, den der Operator setzt; ihre Seite im Dashboard sagt, welcher."),
        ["redirect_not_accepted"] = ("Die Plattform schickt niemanden zu diesem Hub zurück.", "Die Adresse des Hubs verstößt gegen eine Regel der Plattform. Der Operator findet sie auf deren Seite im Dashboard."),
        ["link_unknown"] = ("Diesen Link gibt es nicht.", "Bitte die Person, von der du ihn hast, um einen neuen; kopiere die ganze Adresse."),
        ["link_used"] = ("Dieser Link wurde schon benutzt.", "Jeder Link gilt einmal. Wenn das Konto nicht verbunden ist, bitte die Person, von der du ihn hast, um einen neuen."),
        ["link_expired"] = ("Dieser Link ist zu alt.", "Links gelten 30 Minuten. Bitte die Person, von der du ihn hast, um einen neuen."),
        ["not_found"] = ("Hier ist nichts.", "Prüfe die Adresse."),
        ["method_not_allowed"] = ("So lässt sich diese Adresse nicht aufrufen.", "Öffne sie im Browser."),
        ["rate_limited"] = ("Zu früh.", "Versuche es in einer Minute erneut."),
        ["state_store_unavailable"] = ("Gerade kann sich niemand bei einer Plattform anmelden.", "Ein Speicher des Hubs antwortet nicht. Versuche es in einer Minute erneut; der Operator sollte danach sehen. Was verbunden ist, arbeitet weiter."),
        ["vault_unavailable"] = ("Der Hub kann seinen Tresor gerade nicht benutzen.", "Versuche es in einer Minute erneut; der Operator sollte nach dem Hub sehen."),
    };

    public static IReadOnlyCollection<string> Codes => Known.Keys;

    /// <summary>Null: only English has words for it.</summary>
    public static (string Title, string Detail)? Find(string code) => Known.TryGetValue(code, out var words) ? words : null;
}
