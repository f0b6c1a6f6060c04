using System.Text;
using OAuthHub.Api.Auth;
using OAuthHub.Core.ConnectLinks;

namespace OAuthHub.Fuzz.Targets;

/// <summary>Where a person wants to end: a path of the dashboard, or an address of the operator's list.</summary>
internal static class ReturnPaths
{
    private static readonly Uri Hub = new("https://hub.example/");
    private static readonly string[] Allowed = ["https://app.example/done", "http://localhost:3000/"];

    public static void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (ReturnPath.Check(text) is { } path)
        {
            CheckPath(path);
            var ended = ReturnPath.With(path, ("status", "error"), ("reason", "state_missing"));
            CheckPath(ended);
            var words = new Uri(Hub, ended).Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')[0]).ToList();
            FuzzTarget.Demand(words.Count(word => word.Equals("status", StringComparison.OrdinalIgnoreCase)) == 1, "only the hub says how it ended");
        }
        if (ReturnAddress.IsAllowed(text, Allowed))
        {
            var address = new Uri(text);
            FuzzTarget.Demand(address is { Host: "app.example", Scheme: "https" } && address.AbsolutePath.StartsWith("/done", StringComparison.Ordinal) || address is { Host: "localhost", Scheme: "http", Port: 3000 }, "an address is of the list");
            FuzzTarget.Demand(address.UserInfo.Length == 0 && !text.Any(c => c is '\\' or <= ' ' or > '~'), "a browser reads the address alike");
        }
    }

    private static void CheckPath(string path)
    {
        var whole = new Uri(Hub, path);
        FuzzTarget.Demand(whole.Host == Hub.Host && whole.Scheme == Hub.Scheme && whole.AbsolutePath.StartsWith("/dashboard", StringComparison.Ordinal), "a path stays in the dashboard");
        FuzzTarget.Demand(path.All(c => c is >= ' ' and <= '~' and not '\\') && !path.StartsWith("//", StringComparison.Ordinal), "a browser reads the path alike");
    }
}
