using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OAuthHub.Core;

namespace OAuthHub.Worker.Hosting;

/// <summary>Refuses to serve on a web server with a hole by which one request hides in another (CVE-2025-55315); 10.0.0-rc.2 is the first of .NET 10 without it.</summary>
public static class ServerPatch
{
    private const int FirstCandidate = 2;

    /// <exception cref="HubStartException">This runtime is too old.</exception>
    public static void Require()
    {
        var version = typeof(KestrelServerOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        if (RefusalOf(version) is { } refusal) throw new HubStartException(refusal);
    }

    /// <param name="version">As the server's assembly says it, such as <c>10.0.1+commit</c>.</param>
    internal static string? RefusalOf(string? version)
    {
        var said = version?.Split('+')[0] ?? "";
        var parts = said.Split('-', 2);
        var isPatched = Version.TryParse(parts[0], out var number) && number.Major >= 10 && (number > new Version(10, 0, 0) || parts.Length == 1 || IsPatchedCandidate(parts[1]));
        return isPatched ? null : $"This machine's ASP.NET Core is {(said.Length == 0 ? "of an unknown version" : said)}, in which a request can hide in another (CVE-2025-55315). Install the newest .NET 10 from https://dotnet.microsoft.com/download/dotnet/10.0.";
    }

    private static bool IsPatchedCandidate(string label) =>
        label.Split('.') is [var kind, var number, ..] && kind is "rc" or "rtm" or "servicing" && (kind is not "rc" || (int.TryParse(number, out var candidate) && candidate >= FirstCandidate));
}
