using OAuthHub.Core.Connections;
using OAuthHub.Core.Network;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Core.Connecting;

/// <summary>What a login needs before the browser can leave: what the person has to say, what must be found out, and whose client it is.</summary>
public sealed class LoginPreparation(PlatformClients platforms, AppRegistrations registrations, ConnectionFinder finder, ConnectionStore connections, HostRule hosts)
{
    private const int LongestValue = 255;

    /// <param name="typed">What the person said, by variable; null: the person wants to be asked. What is left out and has a default is not asked for.</param>
    public async Task<LoginPrepared> PrepareAsync(Platform platform, string user, string? connectionId, IReadOnlyDictionary<string, string>? typed, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> values = new Dictionary<string, string>();
        Connection? connected = null;
        if (connectionId is not null)
        {
            if (!(await finder.FindAsync(user, platform.Id, cancellationToken)).Any(entry => string.Equals(entry.Id, connectionId, StringComparison.Ordinal))) return new LoginPrepared.Refused("not_connected");
            connected = await OfConnectionAsync(connectionId, cancellationToken);
            if (connected is not null) values = platform.TemplateVariables.Where(variable => connected.Stored.ContainsKey(variable.Name)).ToDictionary(variable => variable.Name, variable => connected.Stored[variable.Name]);
        }
        var asked = Asked(platform, values);
        if (typed is null && asked.Count > 0) return new LoginPrepared.Asks(asked, null);
        var given = new Dictionary<string, string>(values);
        foreach (var variable in asked)
        {
            var text = typed!.GetValueOrDefault(variable.Name)?.Trim();
            if (string.IsNullOrEmpty(text)) text = variable.Default;
            if (text is null) return new LoginPrepared.Asks(asked, null);
            if (Check(platform, variable, ref text) is { } wrong) return new LoginPrepared.Asks(asked, wrong);
            given[variable.Name] = text;
        }
        values = given;

        foreach (var quirk in platforms.QuirksOf(platform))
        {
            var step = await quirk.PrepareAsync(platform, values, cancellationToken);
            if (step is QuirkPreparation.Refused(var code)) return new LoginPrepared.Refused(code);
            values = ((QuirkPreparation.Ready)step).Values;
        }
        return platforms.Find(platform.Id, values) is { } client ? new LoginPrepared.Ready(client, values, connected?.RequestedScopes ?? []) : new LoginPrepared.Refused("platform_not_configured");
    }

    /// <summary>The variables that only the person can fill: what the operator set is not asked for.</summary>
    private List<TemplateVariable> Asked(Platform platform, IReadOnlyDictionary<string, string> values)
    {
        var set = registrations.Find(platform.Id)?.Variables;
        return [.. platform.TemplateVariables.Where(variable => variable.AskUser && !values.ContainsKey(variable.Name) && set?.ContainsKey(variable.Name) is not true)];
    }

    /// <summary>A reconnect goes where the account is. What cannot be read cannot be used, and the person is asked again.</summary>
    private async Task<Connection?> OfConnectionAsync(string connectionId, CancellationToken cancellationToken)
    {
        try
        {
            return (await connections.ReadAsync(connectionId, cancellationToken))?.Connection;
        }
        catch (Exception failure) when (failure is Vault.VaultIntegrityException or Vault.VaultKeyUnavailableException)
        {
            return null;
        }
    }

    /// <summary>A host becomes what it is called everywhere.</summary>
    private WrongValue? Check(Platform platform, TemplateVariable variable, ref string text)
    {
        if (variable.Kind is VariableKind.Host && !IsOperators(platform, variable, text))
        {
            var reading = hosts.Check(text);
            if (reading is HostReading.Refused(var why)) return new WrongValue(variable.Name, text, "url_not_allowed", why);
            text = ((HostReading.Accepted)reading).Host;
        }
        return text.Length > LongestValue || text.Any(char.IsControl) || !TemplatePattern.Matches(variable, text) ? new WrongValue(variable.Name, text, "value_invalid") : null;
    }

    /// <summary>What the entry proposes, or what configuration has a client for, may be anywhere.</summary>
    private bool IsOperators(Platform platform, TemplateVariable variable, string text) =>
        string.Equals(text, variable.Default, StringComparison.Ordinal) ||
        (variable.BindsClient && registrations.InstancesOf(platform.Id).Any(registration => registration.Source is RegistrationSource.Configuration && string.Equals(registration.Instance, text, StringComparison.Ordinal)));
}

public abstract record LoginPrepared
{
    private LoginPrepared() { }

    /// <param name="Values">What was typed and found: kept with the login, and then with the connection.</param>
    /// <param name="Before">What was asked for when the account was last connected; empty: it was not, or nothing.</param>
    public sealed record Ready(PlatformClient Client, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Before) : LoginPrepared;

    /// <param name="Variables">What the person has to say.</param>
    public sealed record Asks(IReadOnlyList<TemplateVariable> Variables, WrongValue? Wrong) : LoginPrepared;

    /// <param name="Code">One of the closed codes of a login.</param>
    public sealed record Refused(string Code) : LoginPrepared;
}

/// <summary>A value that cannot be used.</summary>
/// <param name="Code"><c>value_invalid</c>: the platform has none like it. <c>url_not_allowed</c>: it leads where the hub does not go.</param>
/// <param name="Why">What is wrong and what to do, where there is more to say than the variable's description.</param>
public sealed record WrongValue(string Name, string Text, string Code, string? Why = null);
