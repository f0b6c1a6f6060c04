using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms.Validation;

/// <summary>What a schema cannot say, each by an entry that breaks it: the fault names the field and the remedy.</summary>
public sealed class EntryRuleTests
{
    private const string Region = """{"name":"region","pattern":"eu|us"}""";

    [Theory]
    [InlineData("\"leeway\":\"predecessor\",\"leewaySeconds\":30,\"rotation\":\"static\"", "refresh.leeway is predecessor", "Say that it rotates")]
    [InlineData("\"leeway\":\"window\",\"leewaySeconds\":30", "refresh.leeway is window", "Say that it rotates")]
    public void Leeway_is_about_tokens_that_are_spent(string members, string field, string remedy) => Tells(Refused(Entry(("refresh", $"{{{members}}}"))), "acme.json", field, remedy);

    [Theory]
    [InlineData("rotates")]
    [InlineData("sometimes")]
    public void A_rotating_token_may_have_a_leeway(string rotation) => LoadOne(Entry(("refresh", $$"""{"rotation":"{{rotation}}","leeway":"window","leewaySeconds":30,"reuseRevokesGrant":true}""")));

    [Theory]
    [InlineData("{\"name\":\"tld\",\"of\":\"nobody\",\"map\":{\"eu\":\"de\"}}", "templateVariables[1].of is 'nobody'", "follows from")]
    [InlineData("{\"name\":\"tld\",\"of\":\"region\"}", "templateVariables[1].map", "Set both")]
    [InlineData("{\"name\":\"tld\",\"map\":{\"eu\":\"de\"}}", "templateVariables[1].map", "Set both")]
    [InlineData("{\"name\":\"tld\",\"of\":\"region\",\"map\":{\"eu\":\"de\"}}", "templateVariables[1].map says nothing for region = us", "a default")]
    [InlineData("{\"name\":\"tld\",\"of\":\"region\",\"map\":{\"eu\":\"de\",\"us\":\"com\",\"asia\":\"jp\"}}", "templateVariables[1].map.asia", "eu|us")]
    [InlineData("{\"name\":\"tld\",\"of\":\"region\",\"map\":{\"eu\":\"de\",\"us\":\"com\"},\"askUser\":true,\"pattern\":\"de|com\"}", "templateVariables[1].of", "ask for that one")]
    [InlineData("{\"name\":\"tld\",\"of\":\"region\",\"map\":{\"eu\":\"de\",\"us\":\"com\"}},{\"name\":\"site\",\"of\":\"tld\",\"map\":{\"de\":\"a\"},\"default\":\"b\"}", "templateVariables[2].of is 'tld'", "decides: region")]
    [InlineData("{\"name\":\"a\",\"bindsClient\":true},{\"name\":\"b\",\"bindsClient\":true}", "templateVariables has more than one", "the one")]
    public void Variables_that_follow_from_others(string more, string field, string remedy) => Tells(Refused(Entry(("templateVariables", $"[{Region},{more}]"))), "acme.json", field, remedy);

    [Fact]
    public void A_variable_that_follows_from_more_than_a_list_of_words_has_a_default()
    {
        const string Open = """[{"name":"region","pattern":"[a-z]+"},{"name":"tld","of":"region","map":{"eu":"de"}}]""";
        Tells(Refused(Entry(("templateVariables", Open))), "acme.json", "templateVariables[1].default", "a list of words");
        LoadOne(Entry(("templateVariables", Open.Replace("\"map\"", "\"default\":\"com\",\"map\"", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("{\"name\":\"site\"}", "https://{site}.acme.example/token", "a variable without a pattern", "a pattern")]
    [InlineData("{\"name\":\"site\",\"askUser\":true,\"pattern\":\"[a-z.]+\"}", "https://{site}/token", "not of the kind host", "where the name leads")]
    public void The_host_that_gets_secrets_is_put_together_from_what_is_limited(string variable, string url, string wrong, string remedy) =>
        Tells(Refused(Entry(("templateVariables", $"[{variable}]"), ("token.url", $"\"{url}\""))), "acme.json", "token.url", wrong, remedy);

    [Theory]
    [InlineData("{\"name\":\"site\",\"pattern\":\"[a-z]+\"}", "https://{site}.acme.example/token")]
    [InlineData("{\"name\":\"site\",\"askUser\":true,\"kind\":\"host\",\"pattern\":\"[a-z.]+\"}", "https://{site}/token")]
    public void A_host_from_a_limited_value_is_fine(string variable, string url) => LoadOne(Entry(("templateVariables", $"[{variable}]"), ("token.url", $"\"{url}\"")));

    [Fact]
    public void What_comes_with_the_callback_chooses_no_host() =>
        Tells(Refused(Entry(("authorization.callbackFields", "[\"shop\"]"), ("api.baseUrl", "\"https://{stored.shop}/v1\""))), "acme.json", "api.baseUrl", "comes with the callback", "with its name alone");

    [Theory]
    [InlineData("(?=x)a+")]
    [InlineData("(a)\\\\1")]
    [InlineData("(?<!x)a")]
    public void A_pattern_that_may_take_long_is_refused(string pattern) =>
        Tells(Refused(Entry(("templateVariables", $"[{{\"name\":\"site\",\"askUser\":true,\"pattern\":\"{pattern}\"}}]"))), "acme.json", "templateVariables[0].pattern", "look around or back");

    [Theory]
    [InlineData("token.method", "\"GET\"", "token.method is GET", "belong together")]
    [InlineData("token.format", "\"query\"", "token.method is POST", "belong together")]
    [InlineData("token.method", "\"PUT\"", "token.method is 'PUT'", "Use POST")]
    [InlineData("postConnect", "[{\"url\":\"https://acme.example\",\"idPath\":\"id\",\"storeAs\":\"site\"},{\"url\":\"https://acme.example\",\"idPath\":\"id\",\"storeAs\":\"site\"}]", "postConnect[1].storeAs is 'site'", "another name")]
    [InlineData("postConnect", "[{\"url\":\"https://acme.example\",\"idPath\":\"id\",\"storeAs\":\"a b\"}]", "postConnect[0].storeAs", "underscores")]
    [InlineData("token.response.expiresAt", "\"a..b\"", "token.response.expiresAt", "$ is the answer itself")]
    [InlineData("authorization.parameters", "{\"x\":\"{scopes.none}\"}", "authorization.parameters.x has the hole {scopes.none}", "nothing fills there")]
    [InlineData("token.parameters", "{\"x\":\"{callback.none}\"}", "token.parameters.x has the hole {callback.none}", "nothing fills there")]
    [InlineData("token.parameters", "{\"x\":\"{token.id}\"}", "token.parameters.x has the hole {token.id}", "nothing fills there")]
    [InlineData("revocation", "{\"url\":\"https://acme.example/{account.id}\"}", "revocation.url has the hole {account.id}", "nothing fills there")]
    [InlineData("registration.steps", "[\"Enter {redirect}.\"]", "registration.steps has the hole {redirect}", "redirectUri")]
    [InlineData("registration.automatic", "true", "registration.automatic", "dynamic_registration")]
    [InlineData("registration.clientIdName", "\" \"", "registration.clientIdName", "or leave it out")]
    [InlineData("registration.redirectRules", "[\"https_only\",\"https_only\"]", "registration.redirectRules names a rule twice", "Keep one")]
    [InlineData("registration.redirectRules", "[\"https_only\",\"https_except_loopback\"]", "registration.redirectRules has 2 rules", "https_only, https_except_loopback")]
    [InlineData("registration.redirectRules", "[\"exact_match\",\"domain_only\"]", "registration.redirectRules has 2 rules", "exact_match, prefix_match")]
    [InlineData("registration.redirectRules", "[\"no_localhost_name\",\"https_except_localhost_name\"]", "registration.redirectRules both refuses and asks", "Keep")]
    public void Calls_templates_and_guides(string path, string json, string field, string remedy) => Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Theory]
    [InlineData("authorization.scopeSets", "{\"bot\":[\"chat\"]}", "authorization.parameters", "{\"x\":\"{scopes.bot}\"}")]
    [InlineData("authorization.callbackFields", "[\"shop\"]", "token.parameters", "{\"x\":\"{callback.shop}\"}")]
    [InlineData("token.method", "\"GET\"", "token.format", "\"query\"")]
    [InlineData("token.response.expiresAt", "\"$\"", "authorization.scopes", "[]")]
    [InlineData("registration.steps", "[\"Enter {redirectUri}, {hub}, {domain} and {scopes}.\"]", "authorization.scopes", "[]")]
    public void What_has_something_to_fill_it_is_fine(string path, string json, string other, string otherJson) => LoadOne(Entry((path, json), (other, otherJson)));
}
