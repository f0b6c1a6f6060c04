using System.Security.Cryptography;
using System.Text;
using Azure.Security.KeyVault.Secrets;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>
/// How a document looks as a secret. Nothing in it names a person: what stands in the tags is a number, a random id, and properties that
/// are sealed like the rest.
/// </summary>
/// <remarks>
/// <code>
/// name    {prefix}-{document}, further parts {prefix}-{document}-2, -3 …
/// value   base64 | base64 "." version of part 2 "." version of part 3 …
/// tags    g: generation | w: id of the write | p0, p1 …: sealed properties, base64 | t: a tombstone, for which there is no document
/// </code>
/// </remarks>
internal static class KeyVaultDocuments
{
    public const string ContentType = "application/vnd.oauthhub.document";

    /// <summary>Characters of one value. Key Vault takes 25 KB; the names of the parts need room too.</summary>
    public const int PartSize = 23_000;

    private const string GenerationTag = "g";
    private const string TombstoneTag = "t";
    private const string PropertiesTag = "p";
    private const int MostTags = 15;
    private const int TagLength = 256;

    /// <summary>The base64 of a document, cut where Key Vault's limit wants it.</summary>
    public static IReadOnlyList<string> Cut(byte[] content)
    {
        var text = Convert.ToBase64String(content);
        return [.. text.Chunk(PartSize).Select(part => new string(part))];
    }

    /// <summary>The main secret's value: the first part, and the versions of the others.</summary>
    public static string Value(string first, IEnumerable<string> versions) => string.Join('.', versions.Prepend(first));

    public static (string First, string[] Versions) ReadValue(string value) => value.Split('.') is [var first, .. var versions] ? (first, versions) : ("", []);

    /// <exception cref="VaultIntegrityException">It is none of ours.</exception>
    public static byte[] Join(IEnumerable<string> parts)
    {
        try
        {
            return Convert.FromBase64String(string.Concat(parts));
        }
        catch (FormatException)
        {
            throw new VaultIntegrityException("A document in Key Vault cannot be read: its value was changed. Nothing was changed by the hub.");
        }
    }

    public static bool IsTombstone(SecretProperties properties) => properties.Tags.ContainsKey(TombstoneTag);

    public static long Generation(SecretProperties properties) =>
        properties.Tags.TryGetValue(GenerationTag, out var text) && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var generation) ? generation : 0;

    /// <summary>Null: they did not fit, or were changed. The record itself then has the last word.</summary>
    public static byte[]? Properties(SecretProperties properties)
    {
        var text = new StringBuilder();
        for (var part = 0; properties.Tags.TryGetValue(PropertiesTag + part, out var more); part++) text.Append(more);
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text.ToString(), bytes, out var length) ? bytes[..length] : null;
    }

    public static void Fill(SecretProperties properties, DocumentContent next)
    {
        Fill(properties);
        properties.Tags[GenerationTag] = next.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (next.Properties is null) return;
        var parts = Convert.ToBase64String(next.Properties).Chunk(TagLength).ToList();
        if (properties.Tags.Count + parts.Count > MostTags) return;
        for (var part = 0; part < parts.Count; part++) properties.Tags[PropertiesTag + part] = new string(parts[part]);
    }

    public static void FillTombstone(SecretProperties properties)
    {
        Fill(properties);
        properties.Tags[TombstoneTag] = "1";
    }

    /// <summary>What a further part carries.</summary>
    public static void Fill(SecretProperties properties)
    {
        properties.ContentType = ContentType;
        Mark(properties);
    }

    /// <summary>Gives this write an id of its own.</summary>
    public static void Mark(SecretProperties properties) => properties.Tags[KeyVaultWriter.WriteTag] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
