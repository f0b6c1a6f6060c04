namespace OAuthHub.Api.Commands;

/// <summary>
/// Tells the arguments of a command from those of the host: <c>--OAuthHub:Key=value</c> and <c>--OAuthHub:Key value</c> are settings wherever
/// they stand, and so are the host's own words.
/// </summary>
internal static class HostArguments
{
    private static readonly HashSet<string> HostWords = new(StringComparer.OrdinalIgnoreCase) { "--environment", "--contentRoot", "--applicationName", "--urls" };
    private static readonly HashSet<string> Asking = new(StringComparer.Ordinal) { "--help", "-h", "-?", "--version" };

    /// <summary>True: a command, or a question about them. False: the hub itself is to start.</summary>
    public static bool NameACommand(IReadOnlyList<string> arguments) =>
        Split(arguments).Command is [var first, ..] && (Asking.Contains(first) || !(first.StartsWith('-') || first.StartsWith('/') || first.Contains('=', StringComparison.Ordinal)));

    public static (IReadOnlyList<string> Host, IReadOnlyList<string> Command) Split(IReadOnlyList<string> arguments)
    {
        List<string> host = [], command = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, hasValue) = arguments[i].IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (arguments[i][..at], true) : (arguments[i], false);
            if (!name.StartsWith("--", StringComparison.Ordinal) || !(name.Contains(':', StringComparison.Ordinal) || HostWords.Contains(name)))
            {
                command.Add(arguments[i]);
                continue;
            }
            host.Add(arguments[i]);
            if (!hasValue && i + 1 < arguments.Count) host.Add(arguments[++i]);
        }
        return (host, command);
    }
}
