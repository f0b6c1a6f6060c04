using System.Text.RegularExpressions;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>The calls that are expected next, in order. Anything else that comes, or one that does not come, is a failure.</summary>
internal sealed class WireScript(WireText text)
{
    private static readonly Regex OwnAgent = new(@"\AUser-Agent: OAuthHub/\d+\.\d+\z", RegexOptions.None, TimeSpan.FromSeconds(1));

    private readonly Queue<WireCall> expected = new();
    private readonly List<string> failures = [];
    private readonly HashSet<WireCall> done = new(ReferenceEqualityComparer.Instance);
    private string step = "start";

    public void Expect(string name, IEnumerable<WireCall> calls)
    {
        step = name;
        foreach (var call in calls.Where(call => !call.Once || done.Add(call))) expected.Enqueue(call);
    }

    /// <summary>Nothing was missing and nothing was wrong.</summary>
    public void Settle(string seen)
    {
        if (expected.Count > 0) failures.Add($"{step}: never came: {string.Join(", ", expected.Select(call => $"{call.To} {call.Request[0]}"))}");
        Assert.True(failures.Count == 0, $"{string.Join('\n', failures)}\n({seen})");
    }

    public WireAnswer Answer(WireReceived received)
    {
        if (!expected.TryDequeue(out var call))
        {
            failures.Add($"{step}: nothing was expected, and there came {received.To} {received.Line}\n{received.Body}");
            return new WireAnswer(418);
        }
        foreach (var wrong in Differences(call, received)) failures.Add($"{step}, {call.Request[0]}: {wrong}");
        return failures.Count == 0 ? call.Answer : new WireAnswer(418);
    }

    private IEnumerable<string> Differences(WireCall call, WireReceived received)
    {
        if (text.Compare(call.To, received.To) is { } place) yield return place;
        if (text.Compare(call.Request[0], received.Line) is { } line) yield return line;
        if (text.Compare(call.Body ?? "", received.Body) is { } body) yield return body;
        var hasAgent = call.Request.Any(header => header.StartsWith("User-Agent:", StringComparison.Ordinal));
        var left = received.Headers.Where(header => hasAgent || !OwnAgent.IsMatch(header)).ToList();
        // A body says how long it is, and how long it is was already seen; where there is none, nothing speaks of one but a POST's zero.
        left.RemoveAll(header => header.StartsWith("Content-Length: ", StringComparison.Ordinal) && (call.Body is not null || header == "Content-Length: 0"));
        foreach (var wanted in call.Request.Skip(1))
        {
            var found = left.FindIndex(header => text.Compare(wanted, header) is null);
            if (found < 0) yield return $"the header is missing: {wanted}\n     got {string.Join("; ", received.Headers)}";
            else left.RemoveAt(found);
        }
        foreach (var header in left) yield return $"a header too many: {header}";
        if (!hasAgent && received.Headers.Count(OwnAgent.IsMatch) != 1) yield return "the hub does not say who it is";
    }
}
