using System.Net.Http.Json;
using System.Text.Json;

using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

/// <summary>The knobs, the faults and the ledger of a sandbox that runs somewhere.</summary>
internal class SandboxControls(string address) : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public string Address { get; } = address;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri($"{address}/"),
        Timeout = Deadline,
    };

    public async Task<Reply> GetAsync(string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (bearer is not null) request.Headers.Authorization = new("Bearer", bearer);
        using var reply = await Http.SendAsync(request);
        return await Reply.ReadAsync(reply);
    }

    public async Task<Reply> TurnAsync(object knobs)
    {
        using var reply = await Http.PutAsJsonAsync("knobs", knobs);
        return await Reply.ReadAsync(reply);
    }

    public async Task<Reply> FaultAsync(object fault)
    {
        using var reply = await Http.PostAsJsonAsync("faults", fault);
        return await Reply.ReadAsync(reply);
    }

    public async Task<Seeded> SeedAsync(object? grant = null) => Assert.Single(await SeedManyAsync(grant ?? new { }));

    public async Task<IReadOnlyList<Seeded>> SeedManyAsync(object grants)
    {
        using var reply = await Http.PostAsJsonAsync("grants", grants);
        var json = (await Reply.ReadAsync(reply)).Json;
        return [.. json.GetProperty("grants").EnumerateArray().Select(one => new Seeded(
            one.GetProperty("grant").GetString()!, one.GetProperty("account").GetString()!,
            one.GetProperty("access_token").GetString()!, one.GetProperty("refresh_token").GetString()!))];
    }

    public async Task<JsonElement> LedgerAsync(string query = "") => (await GetAsync($"ledger{query}")).Json;

    public async Task<JsonElement> GrantAsync(string grant) =>
        Assert.Single((await LedgerAsync($"?grant={grant}")).GetProperty("grants").EnumerateArray());

    public async Task<long> TotalAsync(string name) => (await LedgerAsync()).GetProperty("totals").GetProperty(name).GetInt64();

    public void Dispose()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
    }
}

internal sealed record Seeded(string Grant, string Account, string AccessToken, string RefreshToken);
