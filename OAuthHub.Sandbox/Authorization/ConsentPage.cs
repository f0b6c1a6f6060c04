using OAuthHub.Sandbox.Accounts;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>Who are you, and may the app do this? Plain HTML: it works without scripts and under a strict policy.</summary>
internal static class ConsentPage
{
    public static SandboxPage Render(string clientName, AuthorizationRequest request, string transaction)
    {
        var client = SandboxPage.Encode(clientName);
        var chosen = AccountDirectory.People.Any(person => person.Id == request.LoginHint) ? request.LoginHint : AccountDirectory.People[0].Id;
        return new SandboxPage(
            $"Allow {clientName}?",
            $"""
            <h1>{client} wants to use your account</h1>
            <p class="lead">Everything here is made up: choose any person. No real account is touched.</p>
            <form method="post" action="authorize">
            <input type="hidden" name="transaction" value="{transaction}">
            <fieldset>
            <legend>Sign in as</legend>
            {string.Concat(AccountDirectory.People.Select(person => Choice(person, person.Id == chosen)))}
            </fieldset>
            <h2>{client} will be able to</h2>
            <ul class="scopes">
            {string.Concat(Scopes(request).Select(Line))}
            </ul>
            <div class="actions">
            <button type="submit" name="decision" value="allow" class="primary">Allow</button>
            <button type="submit" name="decision" value="deny">Deny</button>
            </div>
            </form>
            <p class="note">Afterwards you return to <strong>{SandboxPage.Encode(new Uri(request.RedirectUri).Authority)}</strong>.</p>
            """,
            StatusCodes.Status200OK);
    }

    private static string Choice(Account person, bool chosen) =>
        $"""
        <label class="account">
        <input type="radio" name="account" value="{person.Id}"{(chosen ? " checked" : "")}>
        <img src="avatars/{person.Id}.svg" alt="" width="40" height="40">
        <span class="who"><span class="name">{SandboxPage.Encode(person.Name)}</span><span class="id">@{person.Id}</span></span>
        </label>

        """;

    private static string Line(string scope) => $"<li>{Meaning(scope)} <code>{SandboxPage.Encode(scope)}</code></li>\n";

    private static IEnumerable<string> Scopes(AuthorizationRequest request) =>
        request.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct();

    private static string Meaning(string scope) => scope switch
    {
        "profile" => "See your name and picture",
        "posts.read" => "Read your posts",
        "posts.write" => "Post in your name",
        "offline_access" => "Stay connected while you are away",
        _ => "Use what it calls",
    };
}
