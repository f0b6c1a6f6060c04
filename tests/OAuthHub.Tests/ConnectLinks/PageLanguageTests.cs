using OAuthHub.Api.Problems;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.ConnectLinks;

/// <summary>The pages that the hub writes itself speak the language that the browser asks for.</summary>
public sealed class PageLanguageTests
{
    [Fact]
    public async Task A_link_its_end_and_a_failed_sign_in_are_in_german_for_whoever_reads_german()
    {
        await using var hub = await HubHost.StartAsync();
        using var person = hub.NewBrowser();
        var link = await hub.MakeLinkAsync(new { platform = "sandbox", user = "anna" });
        Says(await AskAsync(person, link.AbsolutePath, "de-AT,de;q=0.9,en;q=0.8"), "de", "<h1>Sandbox verbinden</h1>", "Es wird zu <strong>anna</strong>", "Weiter zu Sandbox");
        Says(await AskAsync(person, link.AbsolutePath, "en-GB,de;q=0.9"), "en", "<h1>Connect Sandbox</h1>", "It will belong to the user <strong>anna</strong>", "Continue to Sandbox");

        Says(await AskAsync(person, "/connect/done?platform=sandbox&status=success", "de"), "de", "Sandbox ist verbunden", "Du kannst dieses Fenster schließen.");
        Says(await AskAsync(person, "/connect/done?platform=sandbox&status=error&reason=access_denied", "de"), "de", "Sandbox wurde nicht verbunden", "nicht zugestimmt");
        Says(await AskAsync(person, "/connect/done?status=error&reason=%3Cb%3E", "de"), "de", "Es wurde nichts verbunden", "Die Anmeldung wurde nicht abgeschlossen.");
        Says(await AskAsync(person, "/connect/" + new string('x', 43), "de"), "de", "Diesen Link gibt es nicht.", "/dashboard");
        await person.ConnectByLinkAsync(hub, link);
        Says(await AskAsync(person, link.AbsolutePath, "de"), "de", "Dieser Link wurde schon benutzt.");

        Says(await AskAsync(person, "/signin?t=wrong", "de"), "de", "Dieser Startlink gilt nicht.");
        Says(await AskAsync(person, "/auth/none/login", "de"), "de", "Diese Plattform gibt es nicht.");
        await person.SignInAsync();
        Says(await AskAsync(person, "/auth/mastodon/login?ask=1", "de"), "de", "Mastodon verbinden", "<label for=\"instance\" lang=\"en\">", "Zurück zum Dashboard");
        Assert.Equal("unknown_platform", (await AskAsync(person, "/auth/none/login", "de", "application/json")).Code);
    }

    [Fact]
    public async Task The_best_that_there_is_is_taken()
    {
        await using var hub = await HubHost.StartAsync();
        using var person = hub.NewBrowser();
        foreach (var (accepted, language) in new[]
        {
            (null, "en"), ("fr", "en"), ("fr, DE;q=0.5, en;q=0.4", "de"), ("en;q=0.5, de;q=0.7", "de"), ("de;q=0, en", "en"), ("deu", "en"), ("*", "en"), (";;q=, de", "de"), (";;q=", "en"),
        })
            Says(await AskAsync(person, "/connect/done", accepted), language);
    }

    [Fact]
    public void German_has_words_for_codes_that_there_are() => Assert.Subset(HubProblem.Codes.ToHashSet(), GermanProblem.Codes.ToHashSet());

    private static async Task<Reply> AskAsync(Browser person, string path, string? language, string accept = "text/html")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        if (language is not null) request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return await person.SendAsync(request);
    }

    private static void Says(Reply page, string language, params string[] texts)
    {
        Assert.Contains($"<html lang=\"{language}\">", page.Body, StringComparison.Ordinal);
        Assert.Contains("Accept-Language", page.Headers.Vary);
        Assert.All(texts, text => Assert.Contains(text, page.Body, StringComparison.Ordinal));
    }
}
