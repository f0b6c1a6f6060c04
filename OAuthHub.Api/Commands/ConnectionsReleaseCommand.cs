using System.CommandLine;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Commands;

/// <summary>The operator's word for connections that were set aside; a hub that runs hears of it and refreshes them at once.</summary>
internal sealed class ConnectionsReleaseCommand : HubCommand
{
    private readonly Argument<string[]> ids = new("id") { Description = "Connections to release, by their ids", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> allRestored = new("--all-restored") { Description = "All that were set aside because the vault was restored" };

    public ConnectionsReleaseCommand(CommandLineRun run)
        : base(run, "release", "Let connections that were set aside be used again; their old token is tried once", "connections release --all-restored")
    {
        Add(ids);
        Add(allRestored);
        Validators.Add(given =>
        {
            if (given.GetValue(ids) is { Length: > 0 } == given.GetValue(allRestored)) given.AddError("Name connections by their ids, or all with --all-restored, one of the two.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var vault = host.OfVault<IVault>();
        if (vault.IsRestoredCopy)
            throw new CommandException("not_started_yet", "This vault was restored, and no hub has started on it since: nothing is set aside yet. Start the hub, then release. Nothing was changed.");
        var meant = given.GetValue(allRestored) ? await RestoredAsync(vault, cancellationToken) : given.GetValue(ids)!.Distinct(StringComparer.Ordinal).ToList();
        var (released, refused) = await run.Output.WithProgressAsync("Releasing", progress => ReleaseAsync(host.Get<Releasing>(), meant, progress, cancellationToken));
        if (released.Count > 0) await host.Get<VaultSignals>().RaiseAsync(VaultSignals.Connections, cancellationToken);
        run.Output.Document(new { Released = released, Refused = refused.Select(one => new { one.Id, one.Message }) });
        run.Output.Line(meant.Count == 0 ? "No connection is set aside as restored." : $"Released {released.Count} of {meant.Count}. A hub that runs tries their tokens within seconds.");
        if (refused.Count > 0) run.Output.Table(["id", "not released"], [.. refused.Select(one => new[] { one.Id, one.Message })]);
        return refused.Count == 0 ? ExitCode.Done : released.Count == 0 ? ExitCode.Refused : ExitCode.FoundWrong;
    }

    private static async Task<List<string>> RestoredAsync(IVault vault, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (var entry in vault.ListAsync(cancellationToken))
            if (ConnectionSummary.Of(entry) is { State: ConnectionState.Quarantined, Reason: ConnectionReason.Restored } summary) found.Add(summary.Id);
        return found;
    }

    private static async Task<(List<string> Released, List<(string Id, string Message)> Refused)> ReleaseAsync(Releasing releasing, List<string> ids, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (released, refused) = (new List<string>(), new List<(string, string)>());
        foreach (var id in ids)
        {
            try
            {
                if (await releasing.ReleaseAsync(id, cancellationToken)) released.Add(id);
                else refused.Add((id, "It is not set aside, or there is no such connection. `connections list --state quarantined` shows those that are."));
            }
            catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
            {
                refused.Add((id, failure.Message));
            }
            progress?.Report(released.Count + refused.Count);
        }
        return (released, refused);
    }
}
