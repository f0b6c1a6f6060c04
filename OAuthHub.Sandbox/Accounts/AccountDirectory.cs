using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OAuthHub.Sandbox.Accounts;

/// <summary>The four people on the consent page, and whoever a test names besides.</summary>
internal sealed partial class AccountDirectory
{
    public const string IdRule = "an account id: 1 to 64 of a-z, 0-9 and hyphen";

    private readonly ConcurrentDictionary<string, Account> _others = new();

    public static IReadOnlyList<Account> People { get; } =
    [
        new("ada", "Ada Lovelace"),
        new("grace", "Grace Hopper"),
        new("alan", "Alan Turing"),
        new("katherine", "Katherine Johnson"),
    ];

    public static bool IsId([NotNullWhen(true)] string? text) => text is not null && Id().IsMatch(text);

    public Account GetOrCreate(string id) => Known(id) ?? _others.GetOrAdd(id, Invent);

    public Account? Find(string id) => Known(id) ?? _others.GetValueOrDefault(id);

    public void Clear() => _others.Clear();

    /// <summary>Somebody other than <paramref name="id"/>, always the same one.</summary>
    public static Account SomebodyElse(string id) => People.First(person => person.Id != id);

    private static Account? Known(string id) => People.FirstOrDefault(person => person.Id == id);

    // load-7 becomes "Load 7": enough to tell accounts apart on a dashboard.
    private static Account Invent(string id) =>
        new(id, string.Join(' ', id.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(Capitalized)));

    private static string Capitalized(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Id();
}
