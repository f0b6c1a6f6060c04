using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>The rules about what the protocol does with an entry, each by a file that breaks it.</summary>
public sealed class ProtocolValidationTests
{
    [Theory]
    [InlineData("authorization.scopes", "[\"a b\"]", "authorization.scopes", "an item of the list")]
    [InlineData("authorization.scopes", "[\"a\",\"a\"]", "authorization.scopes", "Keep one")]
    [InlineData("authorization.scopeSets", "{\"all\":[\"\"]}", "authorization.scopeSets.all", "an item of the list")]
    [InlineData("authorization.scopeSeparator", "\"\"", "authorization.scopeSeparator", "a space or a comma")]
    [InlineData("authorization.issuerParameter", "\"required\"", "authorization.issuer", "RFC 9207")]
    [InlineData("openId", "{\"issuer\":\"https://acme.example\"}", "openId", "Add the scope openid")]
    [InlineData("account.lookup", "null", "account.lookup", "Describe the call")]
    [InlineData("account.id", "[]", "account.id", "data.id")]
    [InlineData("account.idTransform", "\"cut\"", "account.idTransform", "last_path_segment")]
    public void Authorization_and_account(string path, string json, string field, string remedy) => Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Fact]
    public void Scopes_that_are_required_are_there() =>
        Tells(Refused(Entry(("authorization.scopesRequired", "true"), ("authorization.scopes", "[]"))), "acme.json", "authorization.scopes", "Name the scopes");

    [Theory]
    [InlineData("{\"method\":\"FETCH\"}", "account.lookup.method", "GET, POST")]
    [InlineData("{\"body\":\"x\"}", "account.lookup.body", "Use POST")]
    [InlineData("{\"method\":\"POST\",\"body\":\"x\",\"parameters\":{\"a\":\"b\"}}", "account.lookup.body", "Keep one")]
    [InlineData("{\"authorization\":\"header\"}", "account.lookup.authorizationName", "Name the header")]
    [InlineData("{\"authorization\":\"scheme\"}", "account.lookup.authorizationName", "bare token")]
    [InlineData("{\"authorization\":\"path\"}", "account.lookup.url", "where the token goes")]
    public void Described_calls(string lookup, string field, string remedy) =>
        Tells(Refused(Entry(("account.lookup", lookup.Replace("{\"", "{\"url\":\"https://acme.example\",\"", StringComparison.Ordinal).Replace("\"parameters\":{\"url\":\"https://acme.example\",", "\"parameters\":{", StringComparison.Ordinal)))), "acme.json", field, remedy);

    [Theory]
    [InlineData("\"tokenParameter\":\"\"", "revocation.tokenParameter", "Name the parameter")]
    [InlineData("\"method\":\"POST\",\"body\":\"x\"", "revocation.tokenParameter", "{accessToken} in the body")]
    [InlineData("\"authorization\":\"client_basic\",\"tokenParameter\":null,\"token\":\"access\"", "revocation never sends a token", "tokenParameter")]
    [InlineData("\"tokenParameter\":null", "revocation.token", "Set token to access")]
    [InlineData("\"successStatuses\":[500]", "revocation.successStatuses", "the token is gone")]
    public void Revocation(string members, string field, string remedy) =>
        Tells(Refused(Entry(("revocation", $$"""{"url":"https://acme.example/revoke",{{members}}}"""))), "acme.json", field, remedy);

    [Theory]
    [InlineData("\"tokenParameter\":\"\"", "introspection.tokenParameter", "Name the parameter")]
    [InlineData("\"method\":\"POST\",\"body\":\"x\",\"tokenParameter\":\"token\"", "introspection.tokenParameter", "{accessToken} in the body")]
    [InlineData("\"authorization\":\"client_basic\"", "introspection never sends a token", "tokenParameter")]
    [InlineData("\"expiresAt\":\"a..b\"", "introspection.expiresAt", "names joined by dots")]
    public void Introspection(string members, string field, string remedy) =>
        Tells(Refused(Entry(("introspection", $$"""{"url":"https://acme.example/introspect",{{members}}}"""))), "acme.json", field, remedy);

    [Theory]
    [InlineData("\"supported\":false", "refresh.notSupportedReason", "Say why")]
    [InlineData("\"leeway\":\"predecessor\"", "refresh.leewaySeconds", "Give it the seconds")]
    [InlineData("\"leeway\":\"window\"", "refresh.leewaySeconds", "Give it the seconds")]
    [InlineData("\"leeway\":\"idempotent\"", "refresh.leewaySeconds", "Give it the seconds")]
    [InlineData("\"leeway\":\"until_used\",\"leewaySeconds\":5", "refresh.leewaySeconds", "set leeway to window")]
    [InlineData("\"leewaySeconds\":5", "refresh.leeway", "predecessor, window or idempotent")]
    [InlineData("\"usesLiveAccessToken\":true", "refresh.grantType", "grant type, or null")]
    [InlineData("\"method\":\"get\"", "refresh.method", "GET, POST")]
    [InlineData("\"leewaySeconds\":-1", "refresh.leewaySeconds", "0 to")]
    [InlineData("\"minAgeSeconds\":-1", "refresh.minAgeSeconds", "0 to")]
    [InlineData("\"idleSeconds\":0", "refresh.idleSeconds", "1 to")]
    [InlineData("\"absoluteSeconds\":-5", "refresh.absoluteSeconds", "1 to")]
    public void Refreshing(string members, string field, string remedy) => Tells(Refused(Entry(("refresh", $"{{{members}}}"))), "acme.json", field, remedy);

    [Theory]
    [InlineData("token.defaultLifetimeSeconds", "0", "token.defaultLifetimeSeconds", "1 to")]
    [InlineData("limits.concurrency", "0", "limits.concurrency", "1 to")]
    [InlineData("limits.perSecond", "-0.5", "limits.perSecond", "0 to")]
    [InlineData("token.response.accessToken", "[]", "token.response.accessToken", "Say where")]
    [InlineData("token.response.accessToken", "\"a..b\"", "token.response.accessToken is 'a..b'", "data.tokens[0].value")]
    [InlineData("token.response.successPath", "\"ok\"", "token.response.successPath", "Set both")]
    [InlineData("account.store", "{\"x\":\"a[b]\"}", "account.store.x", "joined by dots")]
    [InlineData("token.response.otherTokens", "{\"u\":{\"accessToken\":\"a.\"}}", "token.response.otherTokens.u.accessToken", "joined by dots")]
    [InlineData("errors.rules", "[{\"means\":\"scope\"}]", "errors.rules[0]", "Give it a status")]
    [InlineData("errors.rules", "[{\"error\":\"x\",\"at\":\"login\",\"means\":\"scope\"}]", "errors.rules[0].at", "token, refresh, api")]
    [InlineData("errors.rules", "[{\"status\":9,\"means\":\"scope\"}]", "errors.rules[0].status", "an HTTP status")]
    [InlineData("errors.rules", "[{\"status\":503,\"means\":\"grant_gone\"}]", "errors.rules[0].means", "Name the error code")]
    public void Answers_and_ranges(string path, string json, string field, string remedy) => Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Fact]
    public void A_token_too_young_to_be_renewed_until_it_dies_is_refused() =>
        Tells(Refused(Entry(("token.defaultLifetimeSeconds", "60"), ("refresh.minAgeSeconds", "60"))), "acme.json", "refresh.minAgeSeconds", "Correct one");

    [Fact]
    public void The_owner_of_a_shared_client_shares_nobody_elses()
    {
        string[] ids = ["acme", "second", "third"];
        var files = ids.Select((id, i) => File(Entry(("id", $"\"{id}\""), ("clientOf", i == 0 ? null : $"\"{ids[i - 1]}\"")), id));
        Tells(Refused(files), "third.json", "clientOf is 'second'", "Name the entry that has the registration: acme");
    }
}
