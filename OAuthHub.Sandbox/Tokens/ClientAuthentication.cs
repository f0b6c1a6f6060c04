using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 6749 section 2.3.1: the app's id and secret, in the Basic header or in the form, never in both.</summary>
internal sealed class ClientAuthentication(IOptions<SandboxOptions> options)
{
    private readonly byte[] _id = Hash(options.Value.ClientId);
    private readonly byte[] _secret = Hash(options.Value.ClientSecret);

    /// <summary>Null when the app is who it says it is.</summary>
    public OAuthError? Complaint(HttpRequest request, IFormCollection form)
    {
        var header = request.Headers.Authorization.ToString();
        var hasHeader = header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase);
        if (hasHeader && form.ContainsKey("client_secret"))
            return OAuthError.InvalidRequest("the client authenticates in two ways at once");

        var (id, secret) = hasHeader ? FromHeader(header["Basic ".Length..]) : (form["client_id"].ToString(), form["client_secret"].ToString());
        // Hashes of equal length, and both always compared: the time tells nothing about either.
        var known = CryptographicOperations.FixedTimeEquals(Hash(id), _id) & CryptographicOperations.FixedTimeEquals(Hash(secret), _secret);
        return known ? null : OAuthError.InvalidClient("client_id or client_secret is wrong");
    }

    private static (string Id, string Secret) FromHeader(string credentials)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(credentials.Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? ("", "") : (FormDecode(text[..colon]), FormDecode(text[(colon + 1)..]));
        }
        catch (FormatException)
        {
            return ("", "");
        }
    }

    // Both halves are form-encoded before they are joined, so that a colon in an id cannot move the border.
    private static string FormDecode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
