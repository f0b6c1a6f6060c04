using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthHub.Core.Audit;

/// <summary>An entry as it stands in a file.</summary>
/// <param name="Seq">1 for the first of its file, one more for each.</param>
public sealed record AuditLine(long Seq, DateTimeOffset At, AuditEntry Entry);

/// <summary>The first line of a file: which file it is, whose key seals it, and how far others had come when it began.</summary>
/// <param name="Audit">The form of the file: see <see cref="AuditFormat.Version"/>.</param>
/// <param name="Heads">The last mac that each earlier file had, so that none of them can vanish or lose its end unnoticed.</param>
internal sealed record AuditHead(int Audit, string File, string Deployment, string Key, DateTimeOffset At, IReadOnlyList<AuditPoint> Heads);

/// <param name="Mac">Of the line with that number; 0 is the file's first line.</param>
internal sealed record AuditPoint(string File, long Seq, string Mac);

/// <summary>
/// The form of a line: JSON. Of those that were written at once the last has <c>mac</c> as its last member (<see cref="AuditMac"/>). Whoever can
/// write the files but has no master key can neither change a line nor take one out nor add one.
/// </summary>
internal static class AuditFormat
{
    /// <summary>2: a mac may stand for several lines. In 1 each line has its own.</summary>
    public const int Version = 2;

    public const string Before = ",\"mac\":\"", After = "\"}";

    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Without the mac, which is null where a later line has it. Null: the line has not the form.</summary>
    public static (string Json, string? Mac)? Open(string line)
    {
        if (line is ['{', .., '}', '}']) return (line, null);
        var at = line.Length - After.Length - AuditMac.Length - Before.Length;
        if (at < 1 || !line.EndsWith(After, StringComparison.Ordinal) || !line.AsSpan(at).StartsWith(Before, StringComparison.Ordinal)) return null;
        return (line[..at] + "}", line.Substring(at + Before.Length, AuditMac.Length));
    }

    public static T? Read<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
