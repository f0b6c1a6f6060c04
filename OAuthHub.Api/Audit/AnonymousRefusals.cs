using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Audit;

/// <summary>Requests without a valid key or start link, of which anybody can send any number: the first of each minute stand in the audit, the rest as a number.</summary>
internal sealed class AnonymousRefusals(AuditLog log, TimeProvider time)
{
    private const int MostPerMinute = 60;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private DateTimeOffset began;
    private long count;

    public void Note(HttpContext http, string code)
    {
        long more;
        lock (gate)
        {
            var now = time.GetUtcNow();
            more = now - began >= Minute ? count - MostPerMinute : 0;
            if (now - began >= Minute) (began, count) = (now, 0);
            if (++count > MostPerMinute) return;
        }
        if (more > 0) log.Write(new AuditEntry(AuditEvents.Refused, "unauthorized", AuditActor.Agent(null, null)) { Detail = $"{more} more in the minutes before" });
        log.Write(new AuditEntry(AuditEvents.Refused, code, AuditActor.Agent(null, null)) { Detail = $"{http.Request.Method} {http.Request.Path}", Address = Auditing.AddressOf(http) });
    }
}
