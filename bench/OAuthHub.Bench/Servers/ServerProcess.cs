using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace OAuthHub.Bench.Servers;

/// <summary>This program again, as a server on a free port; ended with the measurement.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>What a server prints before its address.</summary>
    public const string Ready = "ready at ";

    /// <summary>Of all hubs and workers of a measurement, which may share a vault.</summary>
    private static readonly string MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly Process server;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(20) };

    private ServerProcess(Process process, string address) => (server, Address) = (process, address);

    public string Address { get; }

    /// <summary>What its threads have used of the processors.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            server.Refresh();
            return server.TotalProcessorTime;
        }
    }

    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet") start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["OAuthHub__MasterKey"] = MasterKey;
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Ready, StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new ServerProcess(process, line[Ready.Length..].Trim());
        }
        throw new InvalidOperationException($"{string.Join(' ', arguments)} did not start.");
    }

    public async Task<string> GetAsync(string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address + path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var reply = await http.SendAsync(request);
        reply.EnsureSuccessStatusCode();
        return await reply.Content.ReadAsStringAsync();
    }

    public async Task<string> PostAsync(string path, string body = "")
    {
        using var content = new StringContent(body);
        using var reply = await http.PostAsync(new Uri(Address + path), content);
        reply.EnsureSuccessStatusCode();
        return await reply.Content.ReadAsStringAsync();
    }

    /// <summary>Lets it end as an orchestrator would; what it holds is closed.</summary>
    public async Task StopAsync()
    {
        server.StandardInput.Close();
        await server.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
    }
}
