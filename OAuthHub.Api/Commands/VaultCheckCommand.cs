using System.CommandLine;
using System.Text.Json;
using OAuthHub.Core.Vault.Checking;

namespace OAuthHub.Api.Commands;

/// <summary>Opens everything and lists what cannot be used.</summary>
internal sealed class VaultCheckCommand(CommandLineRun run)
    : HubCommand(run, "check", "Open every record, count them, and list those that cannot be used", "vault check --json")
{
    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var check = host.OfVault<VaultCheck>();
        var report = await run.Output.WithProgressAsync("Looking at rows", progress => check.RunAsync(progress, cancellationToken));
        run.Output.Document(Document(report));
        Tell(report, run.Output);
        return report.Problems.Count == 0 ? ExitCode.Done : ExitCode.FoundWrong;
    }

    private static object Document(VaultReport report) => new
    {
        report.Backend,
        report.Place,
        report.DeploymentId,
        report.Records,
        Kinds = report.Kinds.ToDictionary(kind => kind.Key.ToString(), kind => kind.Value),
        ConnectionStates = report.States,
        report.MasterKeys,
        report.Answers,
        RestoredCopy = report.IsRestoredCopy,
        Problems = report.Problems.Select(problem => new { problem.Row, Kind = problem.Name?.Kind, problem.Name?.Id, problem.Problem, Message = problem.What }),
    };

    private static void Tell(VaultReport report, CommandOutput output)
    {
        output.Line($"{report.Backend} at {report.Place}, deployment {report.DeploymentId}");
        string[][] counts =
        [
            .. report.Kinds.Select(kind => new[] { $"records: {Words(kind.Key.ToString())}", $"{kind.Value}" }),
            .. report.States.Select(state => new[] { $"connections: {Words(state.Key)}", $"{state.Value}" }),
            .. report.MasterKeys.Select(key => new[] { $"rows under master key {key.Key}", $"{key.Value}" }),
            ["answers in the journal", $"{report.Answers}"],
            ["problems", $"{report.Problems.Count}"],
        ];
        output.Table(["what", "count"], counts);
        if (report.IsRestoredCopy) output.Line("This vault was put back from an older copy, and no hub has started on it since: its next start sets connections with rotating tokens aside.");
        if (report.Problems.Count == 0)
        {
            output.Line($"{CommandOutput.Count(report.Records, "record")}, and each of them opens.");
            return;
        }
        output.Table(["record", "problem", "what to do"], [.. report.Problems.Select(problem => new[] { problem.Name?.ToString() ?? $"row {problem.Row}", Words(problem.Problem.ToString()), problem.What })]);
    }

    private static string Words(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
