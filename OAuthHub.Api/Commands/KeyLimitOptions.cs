using System.CommandLine;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Commands;

/// <summary>The limits of a key as options. What is not given stays as it is; <c>*</c> takes a limit away.</summary>
internal sealed class KeyLimitOptions
{
    private const string None = "*";

    private readonly Option<string[]> users = Several("--user", "A user whose connections it may use");
    private readonly Option<string[]> platforms = Several("--platform", "A platform it may use");
    private readonly Option<string[]> connections = Several("--connection", "The id of a single connection it may use");
    private readonly Option<string[]> actions = Several("--action", $"What it may do: {string.Join(", ", AgentAction.All)}");
    private readonly Option<string[]> methods = Several("--method", "An HTTP method it may use through the proxy");
    private readonly Option<string[]> paths = Several("--path", "A path it may use through the proxy, such as /repos/*/issues or /repos/**");
    private readonly Option<string[]> networks = Several("--network", "A network from which it is accepted, such as 10.1.0.0/16");
    private readonly Option<string> rate = new("--rate") { Description = "The most requests a minute, in each process of the hub" };
    private readonly Option<string> expires = new("--expires") { Description = "When it ends: 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[users, platforms, connections, actions, methods, paths, networks, rate, expires]) command.Add(option);
        actions.Validators.Add(given =>
        {
            if (given.Tokens.Select(token => token.Value).Except([.. AgentAction.All, None], StringComparer.Ordinal).FirstOrDefault() is { } wrong)
                given.AddError($"--action: {wrong} is none. There are {string.Join(", ", AgentAction.All)}.");
        });
        rate.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && text != None && !int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)) given.AddError("--rate is a number of requests a minute, or *.");
        });
    }

    /// <param name="before">What holds where nothing is given.</param>
    /// <exception cref="CommandException">Something of it cannot be.</exception>
    public AgentLimits Read(ParseResult given, AgentLimits before, string name, PlatformCatalog catalog, DateTimeOffset now)
    {
        var limits = new AgentLimits
        {
            Users = List(users, before.Users),
            Platforms = List(platforms, before.Platforms),
            Connections = List(connections, before.Connections),
            Actions = given.GetValue(actions) is { Length: > 0 } some ? some.Contains(None) ? AgentAction.All : [.. some.Distinct(StringComparer.Ordinal)] : before.Actions,
            Methods = List(methods, before.Methods),
            Paths = List(paths, before.Paths),
            Networks = List(networks, before.Networks),
            RequestsPerMinute = given.GetValue(rate) is { } text ? text == None ? null : int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : before.RequestsPerMinute,
            ExpiresAt = given.GetValue(expires) is { } end ? end == None ? null : ExpiryText.Read(end, now) : before.ExpiresAt,
        };
        foreach (var id in limits.Platforms.Where(id => catalog.Find(id) is null))
            throw new CommandException("unknown_platform", $"{id} is not a platform of this hub. There are: {string.Join(", ", catalog.All.Select(platform => platform.Id).Order(StringComparer.Ordinal))}. Nothing was changed.");
        return AgentLimitsCheck.Check(name, limits, catalog, now, before).FirstOrDefault() is { } wrong ? throw new CommandException("wrong_usage", wrong + " Nothing was changed.", ExitCode.WrongUsage) : limits;

        IReadOnlyList<string> List(Option<string[]> option, IReadOnlyList<string> known) => given.GetValue(option) is { Length: > 0 } values ? values.Contains(None) ? [] : [.. values.Distinct(StringComparer.Ordinal)] : known;
    }

    private static Option<string[]> Several(string name, string what) => new(name) { Description = what + ". May be given several times", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = false };
}
