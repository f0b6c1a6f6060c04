using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Bench.Servers;

/// <summary>The yardsticks of refreshing: the same posts to the token endpoint in a loop, with or without one durable transaction an answer.</summary>
internal static class LoopServer
{
    public static async Task RunAsync(string sandbox)
    {
        var folder = Directory.CreateTempSubdirectory("oauthhub-bench-");
        try
        {
            using var database = OpenDatabase(Path.Combine(folder.FullName, "answers.db"));
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("oauthhub-sandbox:practice-only"u8));
            http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.MapPost("/bench/loop", async (int count, bool durable) =>
            {
                var grants = await Seeds.GrantsAsync(sandbox, count);
                var started = TimeProvider.System.GetTimestamp();
                await Parallel.ForEachAsync(grants, new ParallelOptions { MaxDegreeOfParallelism = RefreshBench.InFlight }, async (grant, cancellationToken) =>
                {
                    var answer = await RefreshAsync(http, sandbox, grant.RefreshToken, cancellationToken);
                    if (durable) Store(database, grant.Account, answer);
                });
                return TimeProvider.System.GetElapsedTime(started).TotalSeconds.ToString(CultureInfo.InvariantCulture);
            });
            await BenchEndpoints.RunAsync(app);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<byte[]> RefreshAsync(HttpClient http, string sandbox, string refreshToken, CancellationToken cancellationToken)
    {
        using var content = new StringContent($"grant_type=refresh_token&refresh_token={Uri.EscapeDataString(refreshToken)}", Encoding.ASCII, "application/x-www-form-urlencoded");
        using var reply = await http.PostAsync(new Uri(sandbox + "/token"), content, cancellationToken);
        reply.EnsureSuccessStatusCode();
        return await reply.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static SqliteConnection OpenDatabase(string path)
    {
        var database = new SqliteConnection($"Data Source={path};Pooling=False");
        database.Open();
        foreach (var sql in (string[])["PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE answer (id TEXT PRIMARY KEY, body BLOB NOT NULL)"])
        {
            using var command = database.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
        return database;
    }

    private static void Store(SqliteConnection database, string id, byte[] answer)
    {
        lock (database)
        {
            using var transaction = database.BeginTransaction();
            using var command = database.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT OR REPLACE INTO answer VALUES ($id, $body)";
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$body", answer);
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}
