using System.Text.Json;
using OAuthHub.Api.Hosting;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Audit;

/// <summary>A line of the audit as it is shown and exported.</summary>
/// <param name="At">When.</param>
/// <param name="What">What was done, such as <c>token.read</c>: docs/audit.md has the list.</param>
/// <param name="Outcome"><c>ok</c>, or the code of the refusal.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="User">Whose account it was about.</param>
/// <param name="Platform">The platform's id.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="RemainingSeconds">What was left of the token that was given out.</param>
/// <param name="Detail">What else there is to know; depends on what was done.</param>
/// <param name="Address">From where, as far as the hub sees.</param>
internal sealed record AuditView(
    DateTimeOffset At, string What, string Outcome, AuditActorView Actor, string? User, string? Platform, string? Connection, long? RemainingSeconds, string? Detail, string? Address)
{
    public static JsonSerializerOptions Json { get; } = Make();

    public static AuditView Of(AuditLine line) => new(
        line.At, line.Entry.What, line.Entry.Outcome, new AuditActorView(line.Entry.Actor.Kind, line.Entry.Actor.Id, line.Entry.Actor.Name),
        line.Entry.User, line.Entry.Platform, line.Entry.Connection, line.Entry.RemainingSeconds, line.Entry.Detail, line.Entry.Address);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        HubJson.Configure(options);
        options.WriteIndented = false;
        return options;
    }
}

/// <param name="Kind">agent, user, operator (a command) or hub (by itself).</param>
/// <param name="Id">Of the key or the user.</param>
/// <param name="Name">The key's name.</param>
internal sealed record AuditActorView(string Kind, string? Id, string? Name);

/// <param name="Items">The newest first.</param>
/// <param name="More">There are older ones.</param>
internal sealed record AuditPage(IReadOnlyList<AuditView> Items, bool More);
