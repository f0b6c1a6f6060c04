using System.Globalization;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>What was done to whom and when, and what must not have happened.</summary>
internal sealed class Timeline
{
    private readonly Lock gate = new();
    private readonly List<Hit> hits = [];
    private readonly List<string> faults = [];

    public DateTimeOffset Began { get; } = TimeProvider.System.GetUtcNow();

    public DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public IReadOnlyList<Hit> Hits
    {
        get
        {
            lock (gate) return [.. hits.OrderBy(hit => hit.From)];
        }
    }

    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (gate) return [.. faults];
        }
    }

    /// <summary>Something that began then and is over now.</summary>
    public void Note(DateTimeOffset from, string target, string what)
    {
        lock (gate) hits.Add(new Hit(from, Now, target, what));
    }

    public void Fault(string text)
    {
        lock (gate) faults.Add($"{Second(Now)} {text}");
    }

    public string Second(DateTimeOffset at) => (at - Began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    public IEnumerable<string> Lines() => Hits.Select(hit => string.Create(CultureInfo.InvariantCulture, $"{Second(hit.From),6} s  {hit.Target,-9} {hit.What}, {(hit.To - hit.From).TotalSeconds:0.0} s"));
}

/// <param name="To">When it went on, or was back.</param>
internal sealed record Hit(DateTimeOffset From, DateTimeOffset To, string Target, string What);
