using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>
/// A data folder as an earlier version of the hub left it, kept as bytes in <c>Earlier/</c>, with the grants that the practice platform must
/// know for it. The key is one of a test.
/// </summary>
/// <remarks>
/// One more is added when a record changes its form, by the code before the change:
/// <code>OAUTHHUB_EARLIER=tests/OAuthHub.Tests/Vault/Earlier/NAME dotnet test tests/OAuthHub.Tests --filter FullyQualifiedName~EarlierVersionTests</code>
/// </remarks>
internal static class EarlierVault
{
    /// <summary>The bytes 0 to 31.</summary>
    public const string MasterKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private const string Grants = "grants.json";
    private static readonly string[] Files = ["vault.db", "vault.witness", Grants];

    public static IEnumerable<string> All => Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static HubSetup Setup(TemporaryFolder folder, SandboxHost sandbox) =>
        (RefreshSteps.Setup() with { Folder = folder, SandboxAddress = sandbox.Address }).With("OAuthHub:MasterKey", MasterKey);

    private static string Folder => Repository.File("tests", "OAuthHub.Tests", "Vault", "Earlier");

    /// <summary>Lays the folder out, and tells the platform of the tokens in it.</summary>
    public static async Task LayOutAsync(string name, TemporaryFolder folder, SandboxHost sandbox)
    {
        foreach (var file in Files) File.Copy(Path.Combine(Folder, name, file), folder.File(file));
        await SeedAsync(folder, sandbox);
    }

    public static async Task SeedAsync(TemporaryFolder folder, SandboxHost sandbox)
    {
        foreach (var grant in JsonDocument.Parse(await File.ReadAllBytesAsync(folder.File(Grants))).RootElement.EnumerateArray())
        {
            using var reply = await sandbox.Http.PostAsJsonAsync("grants", grant);
            (await Reply.ReadAsync(reply)).Ok();
        }
    }

    /// <summary>What a hub may leave behind: a live token, an open intent, an answer in the journal, a dead grant, a tombstone, a registration.</summary>
    public static async Task MakeAsync(TemporaryFolder folder)
    {
        await using var sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"));
        await using var hub = await HubHost.StartAsync(Setup(folder, sandbox));
        var ada = await ConnectAsync(hub, sandbox, "ada");
        var grace = await ConnectAsync(hub, sandbox, "grace");
        var linus = await ConnectAsync(hub, sandbox, "linus");
        var margaret = await ConnectAsync(hub, sandbox, "margaret");
        var barbara = await ConnectAsync(hub, sandbox, "barbara");
        hub.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(ada));
        var intended = (await hub.Connections.ReadAsync(grace.Id, CancellationToken.None))!;
        var intent = new RefreshIntent("another-boot:1:1:1:dead", 1, hub.Clock.GetUtcNow(), hub.Clock.GetUtcNow() + RefreshTimes.Guard, 1);
        await hub.Connections.SaveAsync(intended.Connection with { Intent = intent }, intended.Generation, null, CancellationToken.None);
        var answer = await hub.ExchangeAsDeadProcessAsync(linus);
        await hub.Connections.KeepAnswerAsync(ConnectionStore.Journal(linus.Id, 1, answer), CancellationToken.None);
        using (await sandbox.Http.DeleteAsync("grants/" + (await sandbox.GrantLedgerAsync("margaret")).GetProperty("grant").GetString())) await hub.RefreshAsync(margaret);
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + barbara.Id)).Ok();
        (await hub.Browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "client-of-a-test", client_secret = "secret-of-a-test" })).Ok();

        var late = JsonDocument.Parse(RawAnswer.Deserialize(answer)!.Body).RootElement;
        await File.WriteAllTextAsync(folder.File(Grants), JsonSerializer.Serialize(new[]
        {
            Grant(await hub.StoredAsync(ada.Id)),
            Grant(await hub.StoredAsync(grace.Id)),
            new Dictionary<string, string> { ["account"] = "linus", ["access_token"] = late.GetProperty("access_token").GetString()!, ["refresh_token"] = late.GetProperty("refresh_token").GetString()! },
        }));
        await hub.StopAsync();
        if (Environment.GetEnvironmentVariable("OAUTHHUB_EARLIER") is not { Length: > 0 } name) return;
        var kept = Directory.CreateDirectory(Path.Combine(Repository.Root, name)).FullName;
        foreach (var file in Files) File.Copy(folder.File(file), Path.Combine(kept, file), overwrite: true);
    }

    private static Dictionary<string, string> Grant(Connection connection) => new()
    {
        ["account"] = connection.Account.Id,
        ["access_token"] = connection.Tokens!.AccessToken.RevealSecret(),
        ["refresh_token"] = connection.Tokens.RefreshToken!.RevealSecret(),
    };

    private static async Task<Connection> ConnectAsync(HubHost hub, SandboxHost sandbox, string account)
    {
        (await sandbox.TurnAsync(new { auto_approve_account = account })).Ok();
        return await hub.ConnectAsync();
    }
}
