using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthHub.Core.Audit;

/// <summary>An entry as it stands in a file.</summary>
/// <param name="Seq">1 for the first of its file, one more for each.</param>
public sealed record AuditLine(long Seq, DateTimeOffset At, AuditEntry Entry);

/// <summary>The first line of a file: which file it is, whose key seals it, and how far others had come when it began.</summary>
/// <param name="Heads">The last line that each earlier file had, so that none of them can vanish or lose its end unnoticed.</param>
internal sealed record AuditHead(int Audit, string File, string Deployment, string Key, DateTimeOffset At, IReadOnlyList<AuditPoint> Heads);

/// <param name="Mac">Of the line with that number; 0 is the file's first line.</param>
internal sealed record AuditPoint(string File, long Seq, string Mac);

/// <summary>
/// The form of a line: JSON whose last member is <c>mac</c>, HMAC-SHA256 over the line before it and this one. Whoever can write the files but
/// has no master key can neither change a line nor take one out nor add one.
/// </summary>
internal static class AuditFormat
{
    public const int MacLength = 43; // 32 bytes as base64url
    public const string Before = ",\"mac\":\"", After = "\"}";

    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What a line with this JSON must end with.</summary>
    public static string MacOf(string json, string? previous, byte[] key) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(previous + "\n" + json)));

    /// <summary>Null: the line has not the form.</summary>
    public static (string Json, string Mac)? Open(string line)
    {
        var at = line.Length - After.Length - MacLength - Before.Length;
        if (at < 1 || !line.EndsWith(After, StringComparison.Ordinal) || !line.AsSpan(at).StartsWith(Before, StringComparison.Ordinal)) return null;
        return (line[..at] + "}", line.Substring(at + Before.Length, MacLength));
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
