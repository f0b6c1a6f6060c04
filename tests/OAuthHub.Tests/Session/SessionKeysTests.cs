using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Api.Session;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Session;

/// <summary>The keys of the session cookies: in the vault, one ring for all hosts.</summary>
public sealed class SessionKeysTests : IDisposable
{
    private static readonly VaultName Ring = new(VaultKind.Session, "keys");

    private readonly TemporaryFolder folder = new();
    private readonly VaultFiles files = new();

    [Fact]
    public async Task Hosts_with_data_folders_of_their_own_and_one_vault_accept_each_others_cookies()
    {
        using var vault = files.Open();
        await using var first = await HubHost.StartAsync(On(vault));
        await using var second = await HubHost.StartAsync(On(vault));
        await first.Browser.SignInAsync();
        await second.Browser.SignInAsync();
        await AssertSignedIn(second, first.Browser);
        await AssertSignedIn(first, second.Browser);
        Assert.False(Directory.Exists(first.Folder.File("session-keys")));
    }

    [Fact]
    public async Task Hosts_that_start_at_the_same_moment_on_a_new_vault_keep_the_keys_of_both()
    {
        using var vault = files.Open();
        var hubs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => HubHost.StartAsync(On(vault)))));
        foreach (var hub in hubs) await hub.Browser.SignInAsync();
        foreach (var hub in hubs)
            foreach (var other in hubs) await AssertSignedIn(hub, other.Browser);
        foreach (var hub in hubs) await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_restart_signs_nobody_out()
    {
        await using var before = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await before.Browser.SignInAsync();
        await before.StopAsync();
        await using var after = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await AssertSignedIn(after, before.Browser);
    }

    [Fact]
    public async Task Keys_that_an_earlier_version_kept_in_files_are_brought_over_and_nobody_is_signed_out()
    {
        LayOutEarlier();
        await using (var hub = await HubHost.StartAsync(Earlier()))
        {
            Assert.Equal(HttpStatusCode.OK, await StatusWith(hub, EarlierCookie));
            Assert.False(Directory.Exists(folder.File("session-keys")));
            Assert.Single(await StoredAsync(hub.Get<IVault>()));
        }
        await using var again = await HubHost.StartAsync(Earlier());
        Assert.Equal(HttpStatusCode.OK, await StatusWith(again, EarlierCookie));
    }

    [Fact]
    public async Task A_key_file_that_does_not_open_is_left_there_and_people_sign_in_again()
    {
        LayOutEarlier();
        var file = Assert.Single(Directory.GetFiles(folder.File("session-keys")));
        var text = await File.ReadAllTextAsync(file);
        var at = text.IndexOf("<sealed", StringComparison.Ordinal) + 60;
        await File.WriteAllTextAsync(file, string.Concat(text.AsSpan(0, at), text[at] == 'A' ? "B" : "A", text.AsSpan(at + 1)));
        await File.WriteAllTextAsync(folder.File("session-keys") + "/key-cut.xml", "<key id=");
        await using var hub = await HubHost.StartAsync(Earlier());
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWith(hub, EarlierCookie));
        Assert.Equal(2, Directory.GetFiles(folder.File("session-keys")).Length);
        await hub.Browser.SignInAsync();
        await AssertSignedIn(hub, hub.Browser);
    }

    [Fact]
    public async Task A_ring_that_was_damaged_is_made_anew_and_people_can_sign_in()
    {
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            var rows = hub.Get<LiveVault>().Current.Rows;
            await foreach (var row in rows.ListAsync(whole: true, CancellationToken.None))
                if (row.Record is not null) Assert.True(await rows.ReplaceAsync(row.Id, row, row with { Record = [.. row.Record, 0] }, CancellationToken.None));
        }
        await using var again = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await again.Browser.SignInAsync();
        await AssertSignedIn(again, again.Browser);
        Assert.Single(await StoredAsync(again.Get<IVault>()));
    }

    [Fact]
    public async Task While_the_vault_is_away_the_ring_is_what_it_was_and_nobody_is_signed_out()
    {
        var vault = new FaultyVault();
        await using var hub = await HubHost.StartAsync(new HubSetup { Services = vault.Use });
        await hub.Browser.SignInAsync();
        await AssertSignedIn(hub, hub.Browser);
        vault.FailsReads = true;
        Assert.Single(hub.Get<IKeyManager>().GetAllKeys()); // what the framework does once a day
        await AssertSignedIn(hub, hub.Browser);
        vault.Writes = WriteFault.Before;
        Assert.Throws<VaultUnavailableException>(() => hub.Get<IKeyManager>().CreateNewKey(HubHost.Start, HubHost.Start.AddDays(90)));
        vault.Heal();
        Assert.Single(await StoredAsync(vault));
    }

    [Fact]
    public async Task Keys_that_many_add_at_once_are_all_kept()
    {
        using var vault = files.Open();
        using var another = files.Open();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => New(i % 2 == 0 ? vault : another).StoreElement(Key(i, day: 0), $"key-{i}"))));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}").Order(), (await StoredAsync(vault)).Select(key => key.Attribute("id")!.Value).Order());
    }

    [Fact]
    public async Task A_key_of_unknown_outcome_that_is_stored_again_is_there_once()
    {
        using var vault = files.Open();
        var ring = New(vault);
        ring.StoreElement(Key(1, day: 0), "key");
        New(vault).StoreElement(Key(1, day: 0), "key");
        ring.StoreElement(Key(2, day: 0), "key");
        Assert.Equal(2, (await StoredAsync(vault)).Count);
        Assert.Equal(2, ring.GetAllElements().Count);
    }

    [Fact]
    public async Task Keys_that_no_cookie_can_have_any_more_go_and_all_others_stay()
    {
        using var vault = files.Open();
        for (var year = 0; year < 20; year++)
            for (var quarter = 0; quarter < 4; quarter++) New(vault).StoreElement(Key((year * 4) + quarter, day: (year * 360) + (quarter * 90)), "key");
        Assert.Equal(["78", "79"], (await StoredAsync(vault)).Select(key => key.Attribute("id")!.Value).Order());
    }

    [Fact]
    public async Task No_key_is_logged_or_warned_about()
    {
        await using var hub = await HubHost.StartAsync();
        var key = Assert.Single(await StoredAsync(hub.Get<IVault>()));
        var secret = key.Descendants().Single(element => element.Name.LocalName == "value").Value;
        Assert.True(Convert.FromBase64String(secret).Length >= 32);
        hub.NothingLogged(secret);
        Assert.DoesNotContain(hub.Logs.Lines, line => line.Contains("encryptor", StringComparison.OrdinalIgnoreCase) && line.Contains("unencrypted", StringComparison.OrdinalIgnoreCase));
    }

    public void Dispose()
    {
        files.Dispose();
        folder.Dispose();
    }

    private static string EarlierFolder => Repository.File("tests", "OAuthHub.Tests", "Session", "Earlier");

    private static string EarlierCookie => File.ReadAllText(Path.Combine(EarlierFolder, "cookie.txt")).Trim();

    private static HubSetup On(IVault vault) => new() { Services = services => services.AddSingleton<IVault>(new PassingVault(vault)) };

    private static SessionKeys New(IVault vault) => new(vault, NullLogger<SessionKeys>.Instance);

    private HubSetup Earlier() => new HubSetup { Folder = folder }.With("OAuthHub:MasterKey", EarlierVault.MasterKey);

    private void LayOutEarlier()
    {
        Directory.CreateDirectory(folder.File("session-keys"));
        foreach (var file in Directory.GetFiles(EarlierFolder, "*.xml")) File.Copy(file, Path.Combine(folder.File("session-keys"), Path.GetFileName(file)));
    }

    /// <param name="day">On which it was made; it ends 90 days later.</param>
    private static XElement Key(int id, int day)
    {
        var made = HubHost.Start.AddDays(day);
        return new XElement("key", new XAttribute("id", id), new XElement("creationDate", made), new XElement("expirationDate", made.AddDays(90)));
    }

    private static async Task<List<XElement>> StoredAsync(IVault vault) =>
        [.. XElement.Parse(System.Text.Encoding.UTF8.GetString((await vault.ReadAsync(Ring, CancellationToken.None))!.Secret.Span)).Elements()];

    private static async Task AssertSignedIn(HubHost hub, Browser browser) =>
        Assert.Equal(HttpStatusCode.OK, await StatusWith(hub, browser.Cookies.GetAllCookies().Single(cookie => cookie.Name == "oauthhub").Value));

    private static async Task<HttpStatusCode> StatusWith(HubHost hub, string cookie)
    {
        using var browser = hub.NewBrowser();
        browser.Cookies.Add(new Uri(hub.Address), new Cookie("oauthhub", cookie));
        return (await browser.CallAsync(HttpMethod.Get, "/api/session")).Status;
    }
}
