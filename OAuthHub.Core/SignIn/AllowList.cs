namespace OAuthHub.Core.SignIn;

/// <summary>
/// Who may come in: an entry is a name (<c>248289761001</c>), an e-mail address (<c>ada@example.com</c>) or all addresses of a domain (<c>@example.com</c>).
/// Names are compared letter by letter, addresses without regard to case.
/// </summary>
public sealed class AllowList(IEnumerable<string> entries)
{
    private readonly string[] all = [.. entries];

    public bool IsEmpty => all.Length == 0;

    /// <param name="email">Only one that is known to be theirs; null: none is.</param>
    public bool Includes(string name, string? email) => all.Any(entry => entry.Contains('@', StringComparison.Ordinal) ? email is not null && Fits(entry, email) : string.Equals(entry, name, StringComparison.Ordinal));

    /// <summary>A sentence for each entry that cannot be meant.</summary>
    public IEnumerable<string> Faults(string key) =>
        all.Where(entry => entry.Count(c => c == '@') > 1 || entry.EndsWith('@') || entry is "*").Select(entry => $"{key} has '{entry}'. Give a name, an e-mail address, or @ and a domain for all its addresses.");

    /// <summary>An address with two <c>@</c> is of no domain: which of them counts is read in different ways.</summary>
    private static bool Fits(string entry, string email) =>
        email.Split('@') is [{ Length: > 0 }, var domain] && string.Equals(entry[0] == '@' ? "@" + domain : email, entry, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What somebody who comes in may do.</summary>
public enum SignInRole { Person, Operator }

/// <summary>The two lists of a way to sign in.</summary>
public sealed class SignInLists(AllowList users, AllowList operators)
{
    /// <summary>Null: they may not come in. An operator need not be among the users.</summary>
    public SignInRole? RoleOf(string name, string? email) => operators.Includes(name, email) ? SignInRole.Operator : users.Includes(name, email) ? SignInRole.Person : null;
}
