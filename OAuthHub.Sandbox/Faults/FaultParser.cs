using System.Text.Json;
using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Control;

namespace OAuthHub.Sandbox.Faults;

/// <summary>Reads <c>{"endpoint":"token","count":1,"kind":"status","status":503}</c> strictly: each kind takes only its own members.</summary>
internal static class FaultParser
{
    private const int DefaultHugeBody = 10 * 1024 * 1024;
    private const string HeaderRule = "text of printable ASCII characters (retry_after: also a whole number of seconds)";

    public static IReadOnlyList<Fault> ParseMany(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Array => [.. json.EnumerateArray().Select((fault, index) => Parse(fault, $"{path}[{index}]"))],
        JsonValueKind.Object => [Parse(json, path)],
        _ => throw new InvalidMemberException(path.Length == 0 ? "body" : path, "is not a fault", "a fault object or an array of them"),
    };

    private static Fault Parse(JsonElement json, string path)
    {
        // The kind comes first: it says which other members are allowed.
        var kind = new MemberReader(json, path, MembersOfAny(json)).Choice<FaultKind>("kind", absent: null);
        var given = new MemberReader(json, path, ["endpoint", "count", "kind", .. MembersOf(kind)]);
        var endpoint = given.Choice<FaultEndpoint>("endpoint", FaultEndpoint.Token);
        if (endpoint != FaultEndpoint.Token && ChangesTokenReply(kind)) throw given.Wrong("endpoint", "token (this kind changes a token reply)");

        var fault = new Fault { Kind = kind, Endpoint = endpoint, Count = given.Whole("count", 1, 1, 1_000_000) };
        return kind switch
        {
            FaultKind.Status => fault with
            {
                Status = given.Whole("status", 500, 200, 599), Body = given.Text("body", "")!,
                ContentType = Header(given, "content_type", "text/plain"), RetryAfter = RetryAfter(given, null),
            },
            FaultKind.Raw => fault with
            {
                Status = given.Whole("status", 200, 200, 599), Body = given.Text("body", "")!,
                ContentType = Header(given, "content_type", "application/json"),
            },
            FaultKind.Error => fault with
            {
                Status = given.Whole("status", 400, 200, 599), Error = given.Text("error", "invalid_grant"),
                Description = given.Text("description", null),
            },
            FaultKind.RateLimited => fault with { Status = 429, RetryAfter = RetryAfter(given, "30") },
            FaultKind.Redirect => fault with
            {
                Status = Redirect(given), Location = Header(given, "location", null) ?? given.RequiredText("location", "an address"),
            },
            FaultKind.Html => fault with { Committed = given.Flag("committed", absent: false) },
            FaultKind.HugeBody => fault with { Bytes = given.Whole("bytes", DefaultHugeBody, 1, 1 << 30) },
            FaultKind.Delay => fault with { Wait = given.Seconds("seconds"), Committed = given.Flag("after_commit", absent: false) },
            FaultKind.Drip => fault with { Wait = TimeSpan.FromMilliseconds(given.Whole("interval_ms", 100, 0, 3_600_000)) },
            FaultKind.Truncate => fault with { Bytes = given.Whole("at_byte", 0, 0, 1 << 20) },
            FaultKind.ExpiresIn => fault with { Value = given.RequiredText("value", "raw JSON as a string, or absent") },
            FaultKind.TokenType => fault with { Value = given.Text("value", null) ?? given.RequiredText("value", "a string") },
            FaultKind.MissingRefreshToken => fault with { Empty = given.Flag("empty", absent: false) },
            FaultKind.OtherAccount => fault with { Account = given.Text("account", null, AccountDirectory.IdRule, AccountDirectory.IsId) },
            _ => fault,
        };
    }

    private static string[] MembersOf(FaultKind kind) => kind switch
    {
        FaultKind.Status => ["status", "body", "content_type", "retry_after"],
        FaultKind.Raw => ["status", "body", "content_type"],
        FaultKind.Error => ["status", "error", "description"],
        FaultKind.RateLimited => ["retry_after"],
        FaultKind.Redirect => ["status", "location"],
        FaultKind.Html => ["committed"],
        FaultKind.HugeBody => ["bytes"],
        FaultKind.Delay => ["seconds", "after_commit"],
        FaultKind.Drip => ["interval_ms"],
        FaultKind.Truncate => ["at_byte"],
        FaultKind.ExpiresIn or FaultKind.TokenType => ["value"],
        FaultKind.MissingRefreshToken => ["empty"],
        FaultKind.OtherAccount => ["account"],
        _ => [],
    };

    private static string[] MembersOfAny(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject().Select(member => member.Name)] : [];

    private static bool ChangesTokenReply(FaultKind kind) =>
        kind is FaultKind.ExpiresIn or FaultKind.MissingRefreshToken or FaultKind.OtherAccount or FaultKind.TokenType;

    private static int Redirect(MemberReader given)
    {
        var status = given.Whole("status", 307, 300, 399);
        return status is 301 or 302 or 303 or 307 or 308 ? status : throw given.Wrong("status", "301, 302, 303, 307, 308");
    }

    private static string? RetryAfter(MemberReader given, string? absent) =>
        given.Find("retry_after") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out _)
            ? number.GetRawText()
            : Header(given, "retry_after", absent);

    private static string? Header(MemberReader given, string member, string? absent) =>
        given.Text(member, absent, HeaderRule, text => text.Length > 0 && text.All(letter => letter is >= ' ' and <= '~'));
}
