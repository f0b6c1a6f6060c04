using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>
/// The placeholders of a fixture: what only the run knows. Each is computed here, apart from the product, or caught where it first shows and
/// then held against every later place.
/// </summary>
internal sealed partial class WireText(string redirectUri, string clientId, Func<DateTimeOffset> clock) : IDisposable
{
    private const string Signed = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+";

    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["state"] = "[A-Za-z0-9_-]{43}", ["challenge"] = "[A-Za-z0-9_-]{43}", ["nonce"] = "[A-Za-z0-9_-]{43}", ["verifier"] = "[A-Za-z0-9._~-]{43,128}",
        ["dpop"] = Signed, ["assertion"] = Signed, ["random"] = "[A-Za-z0-9._~-]{20,}",
    };

    private readonly Dictionary<string, string> caught = new(StringComparer.Ordinal);
    private readonly RSA idTokenKey = RSA.Create(2048);
    private readonly WireSignatures signatures = new(clientId, clock);

    /// <summary>Null: the text is what the template says. Otherwise what is wrong.</summary>
    public string? Compare(string template, string text)
    {
        var names = new List<string>();
        var pattern = new StringBuilder(@"\A");
        var at = 0;
        foreach (Match hole in Hole().Matches(template))
        {
            pattern.Append(Regex.Escape(template[at..hole.Index]));
            at = hole.Index + hole.Length;
            var name = hole.Groups["name"].Value;
            var kind = name.Split(':')[0];
            // A caught value must come again; what is signed is never caught, since it differs each time.
            if (Shapes.TryGetValue(kind, out var shape) && !caught.ContainsKey(name))
            {
                pattern.Append($"(?<n{names.Count}>{shape})");
                names.Add(name);
            }
            else pattern.Append(Regex.Escape(Value(name)));
        }
        pattern.Append(Regex.Escape(template[at..])).Append(@"\z");
        var match = Regex.Match(text, pattern.ToString(), RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        if (!match.Success) return $"expected {Filled(template)}\n     got {text}";
        for (var i = 0; i < names.Count; i++)
        {
            var value = match.Groups[$"n{i}"].Value;
            if (Shapes[names[i].Split(':')[0]] is Signed)
            {
                if (signatures.Check(names[i], value) is { } wrong) return wrong;
                continue;
            }
            if (caught.TryGetValue(names[i], out var before) && before != value) return $"{names[i]} was {before} and is {value} now";
            caught[names[i]] = value;
            if (names[i] is "verifier" && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(value))) != caught["challenge"]) return "the verifier is not the one whose challenge was sent (RFC 7636 section 4.6)";
        }
        return null;
    }

    /// <summary>Fills what is known by now.</summary>
    public string Fill(string template) => Hole().Replace(Epoch().Replace(template, hole => In(hole.Groups["life"].Value).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)), hole => Value(hole.Groups["name"].Value));

    /// <summary>A callback's query; where it has <c>{{hmac}}</c>, signed: the other parameters sorted, HMAC-SHA256 under the secret, hexadecimal.</summary>
    public string Sign(string query, string? secret)
    {
        const string Hmac = "{{hmac}}";
        if (!query.Contains(Hmac, StringComparison.Ordinal)) return Fill(query);
        var pairs = query.Split('&').Where(pair => !pair.Contains(Hmac, StringComparison.Ordinal)).Select(Fill).Order(StringComparer.Ordinal);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret!), Encoding.UTF8.GetBytes(string.Join('&', pairs))));
        return Fill(query.Replace(Hmac, signature, StringComparison.Ordinal));
    }

    /// <summary>A new login: its values are new.</summary>
    public void Forget()
    {
        caught.Clear();
        signatures.Forget();
    }

    /// <summary>The public half of the client's key, as JWK.</summary>
    public Func<string>? ClientKey { get => signatures.ClientKey; set => signatures.ClientKey = value; }

    public void Dispose() => idTokenKey.Dispose();

    private string Filled(string template) => Hole().Replace(template, hole => Shapes.ContainsKey(hole.Groups["name"].Value.Split(':')[0]) && !caught.ContainsKey(hole.Groups["name"].Value) ? hole.Value : Value(hole.Groups["name"].Value));

    private string Value(string name)
    {
        if (caught.TryGetValue(name, out var value)) return value;
        var parts = name.Split(':', 2);
        return parts[0] switch
        {
            "redirectUri" => parts.Length == 1 ? redirectUri : Uri.EscapeDataString(redirectUri),
            "basic" when parts[1].Split(':', 2) is [var id, var secret] => Base64($"{FormEncoded(id)}:{FormEncoded(secret)}"),
            "basicRaw" => Base64(parts[1]),
            "clientId" => clientId,
            "in" => In(parts[1]).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            "idToken" when parts[1].Split('|') is [var issuer, var subject, var person] => IdToken(issuer, subject, person),
            "jwks" => JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "wire", n = Base64Url.EncodeToString(idTokenKey.ExportParameters(false).Modulus), e = Base64Url.EncodeToString(idTokenKey.ExportParameters(false).Exponent) } } }),
            _ => throw new InvalidDataException($"The fixture has the placeholder {{{{{name}}}}}, which nothing fills by then."),
        };
    }

    private DateTimeOffset In(string life) => clock() + System.Xml.XmlConvert.ToTimeSpan(life);

    /// <summary>As OpenID Connect Core section 2 has it, signed by the harness.</summary>
    private string IdToken(string issuer, string subject, string person)
    {
        var now = clock().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = issuer, ["sub"] = subject, ["aud"] = clientId, ["iat"] = now, ["exp"] = now + 3600, ["name"] = person };
        if (caught.TryGetValue("nonce", out var nonce)) claims["nonce"] = nonce;
        var signed = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT","kid":"wire"}"""u8) + "." + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
        return signed + "." + Base64Url.EncodeToString(idTokenKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    // RFC 6749 section 2.3.1 and appendix B, letter by letter: everything but letters, digits and -._~ is escaped, a space is a plus.
    private static string FormEncoded(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(code => char.IsAsciiLetterOrDigit((char)code) || code is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' ? ((char)code).ToString() : code == ' ' ? "+" : $"%{code:X2}"));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // A number of seconds since 1970: in JSON it stands without quotes, which a placeholder cannot.
    [GeneratedRegex(@"""\{\{epochIn:(?<life>[A-Z0-9]+)\}\}""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Epoch();

    [GeneratedRegex(@"\{\{(?<name>[^{}]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}
