using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OAuthHub.Tests.Conventions.Canary;

/// <summary>The secrets of a run, and every place where none of them may be, in whatever form.</summary>
internal sealed class Canaries
{
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal); // the secret → what it is
    private readonly List<(string Where, string Text)> places = [];

    /// <summary>What kinds of secrets were marked.</summary>
    public IReadOnlySet<string> Kinds => secrets.Values.ToHashSet(StringComparer.Ordinal);

    public int Count => secrets.Count;

    public long Scanned => places.Sum(place => (long)place.Text.Length);

    public void Mark(string what, string? secret)
    {
        Assert.True(secret?.Length >= 16, $"{what} is too short to be looked for");
        secrets[secret!] = what;
    }

    /// <summary>To be looked through once all secrets are known.</summary>
    public void Look(string where, string text) => places.Add((where, text));

    public void Look(string where, ReadOnlySpan<byte> bytes) => Look(where, Encoding.Latin1.GetString(bytes));

    /// <summary>What was found where, without the secret itself.</summary>
    public IReadOnlyList<string> Hits()
    {
        var forms = secrets.SelectMany(secret => FormsOf(secret.Key).Select(form => (form.Text, Told: $"{secret.Value} ({form.Name})"))).DistinctBy(form => form.Text).ToList();
        var all = SearchValues.Create([.. forms.Select(form => form.Text)], StringComparison.Ordinal);
        return
        [
            .. places.Where(place => place.Text.AsSpan().ContainsAny(all))
                .SelectMany(place => forms.Where(form => place.Text.Contains(form.Text, StringComparison.Ordinal)).Select(form => $"{form.Told} in {place.Where}")).Distinct(),
        ];
    }

    /// <summary>As it is, and as addresses, JSON, hexadecimal and base64 have it, wherever in the encoded text it begins.</summary>
    public static IEnumerable<(string Name, string Text)> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return ("plain", secret);
        yield return ("url-encoded", Uri.EscapeDataString(secret));
        yield return ("in JSON", JsonEncodedText.Encode(secret).ToString());
        yield return ("hex", Convert.ToHexStringLower(bytes));
        yield return ("hex", Convert.ToHexString(bytes));
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var own = text[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)]; // without what its neighbours have a part in
            yield return ("base64", own);
            yield return ("base64url", own.Replace('+', '-').Replace('/', '_'));
        }
    }
}
