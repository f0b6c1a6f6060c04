using System.Globalization;
using Microsoft.AspNetCore.Builder;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Bench.Servers;

/// <summary>A vault with very many connections: filled, read from end to end, and listed into the index. Answers are seconds.</summary>
internal static class VaultEndpoints
{
    /// <summary>Writes that wait together, so that the writer takes as many into one commit as it can.</summary>
    private const int AtOnce = 512;

    public static void Map(WebApplication app)
    {
        app.MapPost("/bench/fill", (int count, ConnectionStore store) => TimeAsync(() => FillAsync(store, count)));
        app.MapPost("/bench/rebuild", (IndexFilling filling) => TimeAsync(() => filling.LoadAsync(CancellationToken.None, rebuild: true)));
        app.MapPost("/bench/pass", (IVault vault, HubPaths paths, KeyRing keys) => TimeAsync(() => Task.Run(() => Pass(vault, paths, keys), CancellationToken.None)));
    }

    private static async Task FillAsync(ConnectionStore store, int count)
    {
        foreach (var some in Enumerable.Range(0, count).Chunk(AtOnce))
            await Task.WhenAll(some.Select(number => Task.Run(() => store.SaveAsync(Seeds.Invented(number), 0, null, CancellationToken.None))));
    }

    /// <summary>The floor: every row of the file read once and its seal opened, and nothing done with it.</summary>
    private static void Pass(IVault vault, HubPaths paths, KeyRing keys)
    {
        var sealer = new Sealer(keys);
        using var file = SqliteFile.Open(paths.VaultFile);
        using var command = file.CreateCommand();
        command.CommandText = "SELECT id, generation, sealed FROM record";
        using var rows = command.ExecuteReader();
        while (rows.Read()) sealer.Open(new SealContext(vault.DeploymentId, "record", (byte[])rows[0], rows.GetInt64(1)), (byte[])rows[2]);
    }

    private static async Task<string> TimeAsync(Func<Task> what)
    {
        var started = TimeProvider.System.GetTimestamp();
        await what();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
