using OAuthHub.Core.Platforms;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>A file that is not exactly what the schema says is refused, with its place and the remedy.</summary>
public sealed class StrictReadingTests
{
    [Theory]
    [InlineData("refresh.leewaySecond", "5", "refresh.leewaySecond", "Did you mean leewaySeconds?")]
    [InlineData("colour", "\"red\"", "colour", "use one of")]
    [InlineData("refresh.rotates", "true", "refresh.rotates", "not a member")]
    [InlineData("token.url", null, "token.url is missing", "a text")]
    [InlineData("docs.checked", null, "docs.checked is missing", "2026-11-22")]
    [InlineData("docs.checked", "\"22.11.2026\"", "docs.checked", "a day such as 2026-11-22")]
    [InlineData("refresh.leewaySeconds", "\"5\"", "refresh.leewaySeconds", "a whole number")]
    [InlineData("refresh.leewaySeconds", "1.5", "refresh.leewaySeconds", "a whole number")]
    [InlineData("refresh.leewaySeconds", "99999999999", "refresh.leewaySeconds", "a whole number")]
    [InlineData("refresh.supported", "\"yes\"", "refresh.supported", "true or false")]
    [InlineData("limits.perSecond", "\"1\"", "limits.perSecond", "a number")]
    [InlineData("client.authentication", "\"ClientSecretPost\"", "client.authentication", "client_secret_post")]
    [InlineData("kind", "\"o_auth2\"", "kind", "oauth2, identity_only")]
    [InlineData("kind", "0", "kind", "oauth2, identity_only")]
    [InlineData("authorization.scopes", "[\"read\",7]", "authorization.scopes[1]", "a text")]
    [InlineData("authorization.scopes", "{}", "authorization.scopes", "a text or a list of texts")]
    [InlineData("authorization.parameters", "{\"a\":null}", "authorization.parameters.a", "a text")]
    [InlineData("name", "null", "name is null", "a text")]
    [InlineData("account", "[]", "account is a list", "an object")]
    [InlineData("errors.rules", "[{\"error\":\"gone\"}]", "errors.rules[0].means is missing", "grant_gone")]
    public void A_wrong_member_is_named_with_file_path_and_remedy(string path, string? json, string field, string remedy) =>
        Tells(Refused(Entry((path, json))), "acme.json", field, remedy);

    [Fact]
    public void A_member_that_is_there_twice_is_refused() =>
        Tells(Refused(Entry().Replace("\"name\":\"Acme\"", "\"name\":\"Acme\",\"name\":\"Other\"", StringComparison.Ordinal)), "acme.json", "name is there twice", "Keep one");

    [Theory]
    [InlineData("{ // a comment\n}")]
    [InlineData("{ \"id\": \"acme\", }")]
    [InlineData("")]
    [InlineData("{")]
    public void What_is_not_plain_json_is_refused_with_its_line(string text) => Tells(Refused(text), "acme.json", "line 1", "is not JSON", "Correct it there");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"acme\"")]
    [InlineData("null")]
    public void A_file_holds_an_object(string text) => Tells(Refused(text), "acme.json", "the whole", "an object");

    [Fact]
    public void All_faults_of_all_files_are_told_together()
    {
        var refusal = Refused([File(Entry(("colour", "1"), ("token.url", null))), File("{", "other"), File(Entry(("id", "\"third\""), ("category", "\"x\"")), "third")], ("twiter:ClientId", "a"));
        Assert.Equal(5, refusal.Faults.Count);
        Assert.Contains("5 faults", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_member_helps_editors_and_is_let_through() => Assert.Equal("Acme", LoadOne(Entry(("$schema", "\"../platform.schema.json\""))).Name);

    [Fact]
    public void A_list_of_texts_may_be_written_as_one_text() => Assert.Equal(["data.id"], LoadOne(Entry(("account.id", "\"data.id\""))).Account.Id);

    [Fact]
    public void Words_are_read_as_the_schema_writes_them()
    {
        var platform = LoadOne(Entry(("kind", "\"not_oauth2\""), ("kindReason", "\"a token page\""), ("client.authentication", "\"client_secret_basic\""), ("refresh.rotation", "\"sometimes\"")));
        Assert.Equal((PlatformKind.NotOAuth2, ClientAuthentication.ClientSecretBasic, Rotation.Sometimes), (platform.Kind, platform.Client.Authentication, platform.Refresh.Rotation));
    }

    [Fact]
    public void A_renamed_parameter_may_be_null() => Assert.Null(LoadOne(Entry(("authorization.parameterNames", "{\"response_type\":null}"))).Authorization.ParameterNames["response_type"]);
}
