using System.CommandLine;
using System.Globalization;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Commands;

/// <summary>The keys and what each may do; the keys themselves are nowhere to be read.</summary>
internal sealed class KeysListCommand(CommandLineRun run) : HubCommand(run, "list", "List agent keys and what each may do", "keys list")
{
    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var keys = (await host.OfVault<AgentKeys>().ListAsync(cancellationToken)).OrderBy(key => key.CreatedAt).ToList();
        var now = host.Get<TimeProvider>().GetUtcNow();
        run.Output.Document(new { Keys = keys.Select(key => View(key, now)) });
        run.Output.Table(
            ["id", "name", "users", "platforms", "actions", "further limits", "made", "used", "expires"],
            [.. keys.Select(key => new[] { key.Id, key.Name, Of(key.Users), Of(key.Platforms), string.Join(',', key.Actions), Further(key), Day(key.CreatedAt), key.LastUsedAt is { } used ? Day(used) : "never", key.ExpiresAt is { } end ? Day(end) + (end <= now ? " (over)" : "") : "never" })]);
        run.Output.Line($"{CommandOutput.Count(keys.Count, "key")}, and the bootstrap key of {host.Get<AgentKeys>().BootstrapKeyFile ?? "OAuthHub:AgentKey"}");
        return ExitCode.Done;
    }

    internal static object View(AgentGrant key, DateTimeOffset now) => new
    {
        key.Id,
        key.Name,
        key.Users,
        key.Platforms,
        key.Connections,
        key.Actions,
        key.Methods,
        key.Paths,
        key.Networks,
        key.RequestsPerMinute,
        CreatedAt = key.CreatedAt.UtcDateTime,
        LastUsedAt = key.LastUsedAt?.UtcDateTime,
        ExpiresAt = key.ExpiresAt?.UtcDateTime,
        Expired = key.ExpiresAt <= now,
    };

    private static string Further(AgentGrant key)
    {
        string[] all = [.. key.Connections, .. key.Methods, .. key.Paths, .. key.Networks, .. key.RequestsPerMinute is { } rate ? (string[])[$"{rate}/min"] : []];
        return all.Length == 0 ? "-" : string.Join(',', all);
    }

    private static string Of(IReadOnlyList<string> some) => some.Count == 0 ? "all" : string.Join(',', some);

    private static string Day(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
