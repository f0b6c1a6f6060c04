using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Commands;

/// <summary>Connections as the vault's listing has them, which knows no token.</summary>
internal sealed class ConnectionsListCommand : HubCommand
{
    private readonly Option<string> user = new("--user") { Description = "Only those of this user" };
    private readonly Option<string> platform = new("--platform") { Description = "Only those at this platform" };
    private readonly Option<string> state = new("--state") { Description = $"Only those in this state; without it, all but revoked ones" };

    public ConnectionsListCommand(CommandLineRun run)
        : base(run, "list", "List connections with their state, without any token", "connections list --state quarantined")
    {
        state.AcceptOnlyFromAmong([.. Enum.GetNames<ConnectionState>().Select(Words)]);
        Add(user);
        Add(platform);
        Add(state);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var found = new List<ConnectionSummary>();
        await foreach (var entry in host.OfVault<IVault>().ListAsync(cancellationToken))
            if (ConnectionSummary.Of(entry) is { } summary && IsMeant(summary, given)) found.Add(summary);
        found.Sort((one, other) => string.CompareOrdinal($"{one.User}\0{one.PlatformId}\0{one.Id}", $"{other.User}\0{other.PlatformId}\0{other.Id}"));
        run.Output.Document(new
        {
            Connections = found.Select(one => new { one.Id, one.User, Platform = one.PlatformId, Account = new { one.Account.Id, one.Account.Name }, one.Label, one.State, one.Reason, DueAt = one.DueAt?.UtcDateTime, ExpiresAt = one.ExpiresAt?.UtcDateTime }),
        });
        run.Output.Table(
            ["id", "user", "platform", "account", "state", "reason", "due", "expires"],
            [.. found.Select(one => new[] { one.Id, one.User, one.PlatformId, one.Account.Name.Length > 0 ? one.Account.Name : one.Account.Id, Words(one.State.ToString()), one.Reason ?? "-", Time(one.DueAt), Time(one.ExpiresAt) })]);
        run.Output.Line(CommandOutput.Count(found.Count, "connection"));
        return ExitCode.Done;
    }

    private bool IsMeant(ConnectionSummary one, ParseResult given) =>
        (given.GetValue(user) is not { } wanted || string.Equals(one.User, wanted, StringComparison.Ordinal)) &&
        (given.GetValue(platform) is not { } at || string.Equals(one.PlatformId, at, StringComparison.Ordinal)) &&
        (given.GetValue(state) is { } word ? string.Equals(Words(one.State.ToString()), word, StringComparison.Ordinal) : one.State is not ConnectionState.Revoked);

    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
