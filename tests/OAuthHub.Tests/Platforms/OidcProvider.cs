using System.Diagnostics;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms;

/// <summary>The npm package oidc-provider as a process: an authorization server that nobody here wrote.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string ClientId = "hub";
    public const string ClientSecret = "a secret: with / odd+characters%";

    private static readonly SemaphoreSlim Installing = new(1);
    private readonly Process server;

    private OidcProvider(Process server, int port) => (this.server, Issuer) = (server, $"http://127.0.0.1:{port}");

    public string Issuer { get; }

    /// <param name="clientJwk">The client's public key; given, everything modern is demanded.</param>
    public static async Task<OidcProvider> StartAsync(string redirectUri, int accessTokenSeconds, string? clientJwk = null)
    {
        var folder = Repository.File("tests", "oidc-provider");
        await Installing.WaitAsync();
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await RunAsync("npm", "ci --no-audit --no-fund --loglevel=error", folder);
        }
        finally
        {
            Installing.Release();
        }
        var port = FreePort.Find();
        var start = new ProcessStartInfo("node", "server.mjs") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in ((string, string)[])[("PORT", $"{port}"), ("CLIENT_ID", ClientId), ("CLIENT_SECRET", ClientSecret), ("REDIRECT_URI", redirectUri), ("ACCOUNT", "ada"), ("ACCESS_TOKEN_SECONDS", $"{accessTokenSeconds}")])
            start.Environment[name] = value;
        if (clientJwk is not null) start.Environment["CLIENT_JWK"] = clientJwk;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
        {
            if (!line.Contains("ready", StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new OidcProvider(process, port);
        }
        throw new InvalidOperationException("oidc-provider did not start: " + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
    }

    private static async Task RunAsync(string command, string arguments, string folder)
    {
        using var run = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, UseShellExecute = false })!;
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
    }
}
