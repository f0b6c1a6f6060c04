using System.CommandLine;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Commands;

/// <summary>Makes a key. It is printed this once; hubs that run take it within seconds.</summary>
internal sealed class KeysCreateCommand : HubCommand
{
    private const int LongestName = 100, LongestUser = 128;

    private readonly Option<string> name = new("--name") { Description = "What it is for, to tell it from others", Required = true };
    private readonly Option<string[]> users = Several("--user", "A user whose connections it may use; none: all users");
    private readonly Option<string[]> platforms = Several("--platform", "A platform it may use; none: all platforms");
    private readonly Option<string[]> actions = Several("--action", "What it may do; none: everything");
    private readonly Option<string> expires = new("--expires") { Description = "When it ends: 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z; without it, never" };

    public KeysCreateCommand(CommandLineRun run)
        : base(run, "create", "Make an agent key and print it, this once", "keys create --name \"Mail agent\" --user anna --platform google --action token:read --expires 90d")
    {
        actions.AcceptOnlyFromAmong([.. AgentAction.All]);
        Add(name);
        Add(users);
        Add(platforms);
        Add(actions);
        Add(expires);
        Validators.Add(given =>
        {
            if (given.GetValue(name) is { } text && (text.Trim().Length is 0 or > LongestName || text.Any(char.IsControl))) given.AddError($"--name is 1 to {LongestName} characters, without control characters.");
            if (given.GetValue(users)?.Any(user => user.Length is 0 or > LongestUser) is true) given.AddError($"--user is 1 to {LongestUser} characters.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var now = host.Get<TimeProvider>().GetUtcNow();
        var end = given.GetValue(expires) is { } text ? ExpiryText.Read(text, now) : (DateTimeOffset?)null;
        var at = Distinct(given.GetValue(platforms));
        foreach (var id in at) RequirePlatform(id, host.Get<PlatformCatalog>());
        var allowed = Distinct(given.GetValue(actions)) is { Count: > 0 } some ? some : AgentAction.All;
        var (key, grant) = await host.OfVault<AgentKeys>().CreateAsync(given.GetRequiredValue(name).Trim(), new AgentLimits { Users = Distinct(given.GetValue(users)), Platforms = at, Actions = allowed, ExpiresAt = end }, cancellationToken);
        // The one secret that a command prints: it cannot be had a second time.
        run.Output.Document(new { Key = key.RevealSecret(), Grant = KeysListCommand.View(grant, now) });
        run.Output.Line(key.RevealSecret());
        run.Output.Note($"This is {grant.Id} ({grant.Name}). It is not shown again; hubs that run take it within seconds. End it with: keys revoke {grant.Id}");
        return ExitCode.Done;
    }

    private static void RequirePlatform(string id, PlatformCatalog catalog)
    {
        if (catalog.Find(id) is null)
            throw new CommandException("unknown_platform", $"{id} is not a platform of this hub. There are: {string.Join(", ", catalog.All.Select(platform => platform.Id).Order(StringComparer.Ordinal))}. No key was made.");
    }

    private static Option<string[]> Several(string name, string what) => new(name) { Description = what + ". May be given several times", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = false };

    private static List<string> Distinct(string[]? values) => [.. (values ?? []).Distinct(StringComparer.Ordinal)];
}
