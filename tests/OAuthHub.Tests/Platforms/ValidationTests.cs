using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>Every rule, by a file that breaks it: the fault names the file, the field and the remedy.</summary>
public sealed class ValidationTests
{
    [Theory]
    [InlineData("name", "\" \"", "name", "people know")]
    [InlineData("category", "\"fun\"", "category", "social, work")]
    [InlineData("kind", "\"retired\"", "kindReason", "Say why")]
    [InlineData("clientOf", "\"acme\"", "clientOf", "Remove it")]
    [InlineData("clientOf", "\"nobody\"", "clientOf", "Name the entry")]
    [InlineData("quirks", "[\"magic\"]", "quirks asks for 'magic'", "It has ")]
    [InlineData("client.assertionAudience", "\"issuer\"", "client.assertionAudience", "its issuer")]
    public void Identity(string path, string json, string field, string remedy) => Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Theory]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("ac me")]
    [InlineData("acme\\n")]
    public void An_id_is_a_slug(string id) => Tells(Refused(Entry(("id", $"\"{id}\""))), "acme.json", "id is", "lower-case letters");

    [Fact]
    public void The_id_is_the_name_of_the_file() => Tells(Refused(Entry(("id", "\"other\""))), "acme.json", "id is 'other'", "the same name");

    [Theory]
    [InlineData("token.url", "\"http://acme.example/token\"")]
    [InlineData("token.url", "\"/token\"")]
    [InlineData("token.url", "\"ftp://acme.example\"")]
    [InlineData("token.url", "\"https://user:pass@acme.example\"")]
    [InlineData("token.url", "\"https://acme.example/token#x\"")]
    [InlineData("authorization.url", "\"javascript:alert(1)\"")]
    [InlineData("account.lookup.url", "\"http://10.0.0.1/me\"")]
    [InlineData("openId.issuer", "\"http://acme.example\"")]
    [InlineData("refresh.url", "\"acme.example\"")]
    [InlineData("api.baseUrl", "\"http://acme.example\"")]
    [InlineData("api.hosts", "[\"https://acme.example\"]")]
    [InlineData("docs.url", "\"docs\"")]
    [InlineData("registration.url", "\"http://acme.example\"")]
    [InlineData("revocation.url", "\"http://acme.example\"")]
    public void Addresses_are_https_and_absolute(string path, string json) =>
        Tells(Refused(Entry((path, json))), "acme.json", path, ". ");

    [Theory]
    [InlineData("token.url", "\"http://localhost:8080/token\"")]
    [InlineData("token.url", "\"http://127.0.0.1/token\"")]
    [InlineData("token.url", "\"{hub}/practice/token\"")]
    [InlineData("authorization.url", "\"https://acme.example/authorize#redirect\"")]
    public void A_loopback_host_the_hub_and_a_fragment_of_the_authorization_are_fine(string path, string json) => LoadOne(Entry((path, json)));

    [Theory]
    [InlineData("token.url", "\"https://{tenant}.acme.example/token\"", "token.url has the hole {tenant}", "templateVariables")]
    [InlineData("token.parameters", "{\"x\":\"{stored.y}\"}", "token.parameters.x", "nothing fills there")]
    [InlineData("refresh.parameters", "{\"x\":\"{stored.y}\"}", "refresh.parameters.x", "nothing fills there")]
    [InlineData("templateVariables", "[{\"name\":\"hub\"}]", "templateVariables[0].name", "another name")]
    [InlineData("templateVariables", "[{\"name\":\"a b\"}]", "templateVariables[0].name", "letters and digits")]
    [InlineData("templateVariables", "[{\"name\":\"a\"},{\"name\":\"a\"}]", "templateVariables[1].name", "Keep one")]
    [InlineData("templateVariables", "[{\"name\":\"a\",\"pattern\":\"(\"}]", "templateVariables[0].pattern", "Correct it")]
    [InlineData("templateVariables", "[{\"name\":\"a\",\"pattern\":\"[a-z]+\",\"default\":\"A1\"}]", "templateVariables[0].default", "Correct one")]
    [InlineData("templateVariables", "[{\"name\":\"a\",\"askUser\":true}]", "templateVariables[0].pattern", "host name")]
    public void Templates(string path, string json, string field, string remedy) => Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Fact]
    public void What_people_type_is_never_a_whole_address() =>
        Tells(Refused(Entry(("templateVariables", "[{\"name\":\"site\",\"askUser\":true,\"pattern\":\"https://.*\"}]"), ("token.url", "\"{site}/token\""))), "templateVariables[0].askUser", "a part of it");

    [Theory]
    [InlineData("authorization.parameters", "{\"state\":\"x\"}", "authorization.parameters.state", "Remove it")]
    [InlineData("authorization.parameters", "{\"redirect_uri\":\"https://evil.example\"}", "authorization.parameters.redirect_uri", "Remove it")]
    [InlineData("authorization.parameters", "{\"code_challenge_method\":\"plain\"}", "authorization.parameters.code_challenge_method", "Remove it")]
    [InlineData("authorization.parameters", "{\"request_uri\":\"x\"}", "authorization.parameters.request_uri", "Remove it")]
    [InlineData("authorization.url", "\"https://acme.example/a?response_type=token\"", "authorization.url.response_type", "Remove it")]
    [InlineData("token.parameters", "{\"client_secret\":\"x\"}", "token.parameters.client_secret", "Remove it")]
    [InlineData("refresh.parameters", "{\"refresh_token\":\"x\"}", "refresh.parameters.refresh_token", "Remove it")]
    [InlineData("authorization.parameterNames", "{\"state\":null}", "authorization.parameterNames.state", "Remove it")]
    [InlineData("authorization.parameterNames", "{\"clientid\":\"key\"}", "authorization.parameterNames.clientid", "client_id")]
    [InlineData("token.parameterNames", "{\"code\":\"\"}", "token.parameterNames.code", "null to leave it out")]
    [InlineData("token.headers", "{\"X-A\":\"a\\r\\nX-B: b\"}", "token.headers.X-A", "on one line")]
    [InlineData("token.headers", "{\"X A\":\"a\"}", "token.headers.X A", "letters, digits and hyphens")]
    [InlineData("api.headers", "{\"authorization\":\"a\"}", "api.headers.authorization", "Remove it")]
    [InlineData("api.authorization", "\"header\"", "api.authorizationName", "Name the header")]
    public void Parameters_and_headers(string path, string json, string field, string remedy) => Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Fact]
    public void A_parameter_that_the_entry_renames_may_be_sent_by_hand() =>
        LoadOne(Entry(("authorization.parameterNames", "{\"scope\":\"user_scope\"}"), ("authorization.parameters", "{\"scope\":\"bot\"}")));
}
