using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OAuthHub.Tests.Matrix;

/// <summary>One cell, asked of the hub.</summary>
internal sealed partial class MatrixCall(string address, MatrixRoles roles, MatrixThings things) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Whoever gets it ends it.</summary>
    public static MatrixCall To(string address, MatrixRoles roles, MatrixThings things) => new(address, roles, things);

    /// <summary>The names in braces.</summary>
    public static IEnumerable<string> Named(string text) => Names().Matches(text).Select(match => match.Groups["name"].Value);

    public async Task<MatrixAnswer> AskAsync(MatrixEndpoint endpoint, string target, string role)
    {
        await things.RestoreAsync();
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in endpoint.Things) values[name] = await things.FindAsync(target, name);
        using var request = new HttpRequestMessage(endpoint.Method, AddressOf(endpoint.Ask, values));
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (endpoint.Body is { } body) request.Content = new StringContent(Names().Replace(body, match => JsonSerializer.Serialize(values[match.Groups["name"].Value])), Encoding.UTF8, "application/json");
        roles.Dress(request, role);
        using var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await MatrixAnswer.ReadAsync(reply, isTool: endpoint.Route is "POST /mcp");
    }

    public void Dispose() => http.Dispose();

    /// <summary>A parameter whose value is not named is left out.</summary>
    private static string AddressOf(string ask, Dictionary<string, string?> values)
    {
        var parts = ask.Split('?');
        var query = parts is [_, var given] ? given.Split('&').Where(pair => Named(pair).All(name => values[name] is not null)) : [];
        return Fill(parts[0]) + (query.Any() ? "?" + string.Join('&', query.Select(Fill)) : "");

        string Fill(string text) => Names().Replace(text, match => Uri.EscapeDataString(values[match.Groups["name"].Value]!));
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
