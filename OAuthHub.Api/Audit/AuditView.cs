using System.Text.Json;
using OAuthHub.Api.Hosting;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Audit;

/// <summary>A line of the audit as it is shown and exported.</summary>
/// <param name="RemainingSeconds">What was left of the token that was given out.</param>
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
internal sealed record AuditActorView(string Kind, string? Id, string? Name);

/// <param name="More">There are older ones.</param>
internal sealed record AuditPage(IReadOnlyList<AuditView> Items, bool More);
