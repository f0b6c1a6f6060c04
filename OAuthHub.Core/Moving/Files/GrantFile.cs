using System.Text;
using System.Text.Json;
using OAuthHub.Core.Moving.Bundles;

namespace OAuthHub.Core.Moving.Files;

public enum GrantFormat { Csv, Json, Nango, N8n, Bundle }

/// <summary>A file of grants: which form it has, and its records. All of it is read before anything is done with it.</summary>
public static class GrantFile
{
    public const int MostRecords = 100_000;

    private const int MostBytes = 128 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <param name="format">Null: to be seen from what is in it.</param>
    /// <param name="passphrase">Asked for only when it is a bundle.</param>
    /// <exception cref="MovingException">It cannot be read.</exception>
    public static (GrantFormat Format, IReadOnlyList<GrantRecord> Records) Read(string path, GrantFormat? format, Func<string> passphrase)
    {
        var bytes = ReadBytes(path);
        var isBundle = GrantBundle.Looks(bytes);
        if (isBundle != (format is GrantFormat.Bundle) && format is not null) throw new MovingException("format_unknown", isBundle ? "The file is a bundle. Leave --format out, or say bundle." : "The file is no bundle that `export` has made. Say what it is with --format, or leave that out.");
        if (isBundle) return (GrantFormat.Bundle, FromJson(GrantBundle.Open(bytes, passphrase()), GrantFormat.Bundle).Records);
        var text = Text(bytes);
        if (format is GrantFormat.Csv || (format is null && text.TrimStart() is not ['[' or '{', ..])) return (GrantFormat.Csv, CsvGrants.Read(text));
        return FromJson(Encoding.UTF8.GetBytes(text), format);
    }

    /// <exception cref="MovingException">There are more than can be brought in at once.</exception>
    internal static void CheckCount(int count)
    {
        if (count >= MostRecords) throw new MovingException("too_many_records", $"The file has more than {MostRecords} records. Split it, and import one part after the other. Nothing was imported.");
    }

    private static (GrantFormat Format, IReadOnlyList<GrantRecord> Records) FromJson(byte[] bytes, GrantFormat? format)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Json);
            var list = List(document.RootElement);
            var form = format ?? (list.Count == 0 ? GrantFormat.Json : NangoGrants.Looks(list[0]) ? GrantFormat.Nango : N8nGrants.Looks(list[0]) ? GrantFormat.N8n : GrantFormat.Json);
            return (form, [.. list.Select((record, at) => form switch
            {
                GrantFormat.Nango => NangoGrants.Read(at + 1, record),
                GrantFormat.N8n => N8nGrants.Read(at + 1, record),
                _ => JsonGrants.Read(at + 1, record, isSealed: form is GrantFormat.Bundle),
            })]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // the latter: half a surrogate pair in a text
        {
            // Its own message may quote what stands there.
            var place = failure is JsonException { LineNumber: { } row } ? $" at row {row + 1}" : "";
            throw new MovingException("file_unreadable", $"The file is no JSON{place} that can be read. Nothing was imported.");
        }
    }

    /// <summary>An array, an object with one, or a single record.</summary>
    private static List<JsonElement> List(JsonElement root)
    {
        if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty(JsonGrants.List, out var list) && list.ValueKind is JsonValueKind.Array) root = list;
        if (root.ValueKind is JsonValueKind.Object) return [root];
        if (root.ValueKind is not JsonValueKind.Array) throw new MovingException("file_unreadable", $"The file is no array of records, and no object with the array {JsonGrants.List}. Nothing was imported.");
        if (root.GetArrayLength() > 0) CheckCount(root.GetArrayLength() - 1);
        return [.. root.EnumerateArray()];
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes }) throw new MovingException("file_too_large", $"The file has more than {MostBytes >> 20} MiB. Split it, and import one part after the other.");
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MovingException("file_unreadable", $"{path} cannot be read: {failure.Message}");
        }
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (ArgumentException)
        {
            throw new MovingException("file_unreadable", "The file is no text in UTF-8. Save it as UTF-8. Nothing was imported.");
        }
    }
}
