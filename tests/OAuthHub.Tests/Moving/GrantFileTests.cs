using System.Text;
using OAuthHub.Core.Moving;
using OAuthHub.Core.Moving.Files;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Moving;

/// <summary>Files as others write them, and as somebody who means no good does.</summary>
public sealed class GrantFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_spreadsheets_CSV_is_read_with_its_BOM_its_CRLF_and_whatever_stands_in_quotes()
    {
        var (format, records) = Read("\uFEFFPlatform,USER,refresh_token,label,variables.Shop,expires_at\r\nshopify,=cmd(),\"a\"\"b,c\",\"first\nsecond\",my-shop,1893456000\r\nx,+anna,t,@SUM(A1),,2030-01-01T00:00:00+01:00\r\n");
        Assert.Equal((GrantFormat.Csv, 2), (format, records.Count));
        Assert.Equal("field_invalid", records[0].Fault!.Code); // a label of two rows
        Assert.Equal(("+anna", "@SUM(A1)", "t"), (records[1].User, records[1].Label, records[1].RefreshToken!.RevealSecret()));
        Assert.Equal(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero), records[1].ExpiresAt!.Value.ToUniversalTime());
        var (_, quoted) = Read("platform,refresh_token,variables.Shop\r\n\"shopify\",\"a\"\"b,c\",my-shop\r\n");
        Assert.Equal(("a\"b,c", "my-shop"), (quoted[0].RefreshToken!.RevealSecret(), quoted[0].Variables["Shop"]));
    }

    [Theory]
    [InlineData("", "file_empty")]
    [InlineData("hello\nworld\n", "format_unknown")]
    [InlineData("platform,refresh_tokn\nx,secret-value\n", "unknown_column")]
    [InlineData("platform,user,user\nx,a,b\n", "unknown_column")]
    [InlineData("platform,refresh_token\nx,secret-value,more\n", "file_unreadable")]
    [InlineData("platform,refresh_token\nx\n", "file_unreadable")]
    [InlineData("platform,refresh_token\nx,\"secret-value\n", "file_unreadable")]
    [InlineData("platform,refresh_token\nx,secret\"-\"value\n", "file_unreadable")]
    [InlineData("[{\"platform\":\"x\",", "file_unreadable")]
    [InlineData("{\"connections\":[{\"platform\":\"x\",\"platform\":\"y\"}]}", "file_unreadable")]
    public void A_file_that_cannot_be_read_is_refused_whole_and_without_its_texts(string text, string code)
    {
        var refusal = Assert.Throws<MovingException>(() => Read(text));
        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_end_are_refused()
    {
        Assert.Equal("file_unreadable", Assert.Throws<MovingException>(() => Read($"platform,refresh_token\nx,{new string('a', 70_000)}\n")).Code);
        var rows = new StringBuilder("platform,refresh_token\n").Insert(23, "x,t\n", GrantFile.MostRecords).ToString();
        Assert.Equal(GrantFile.MostRecords, Read(rows).Records.Count);
        Assert.Equal("too_many_records", Assert.Throws<MovingException>(() => Read(rows + "x,t\n")).Code);
        Assert.Equal("too_many_records", Assert.Throws<MovingException>(() => Read($"[{string.Join(',', Enumerable.Repeat("1", GrantFile.MostRecords + 1))}]")).Code);
        File.WriteAllBytes(folder.File("latin"), [0x70, 0xFC, 0x0A]);
        Assert.Equal("file_unreadable", Assert.Throws<MovingException>(() => GrantFile.Read(folder.File("latin"), null, () => "")).Code);
        Assert.Equal("file_unreadable", Assert.Throws<MovingException>(() => GrantFile.Read(folder.File("none"), null, () => "")).Code);
        Assert.Equal("format_unknown", Assert.Throws<MovingException>(() => Read("platform\nx\n", GrantFormat.Bundle)).Code);
    }

    [Fact]
    public void A_connection_of_Nango_is_read_as_its_API_answers_it()
    {
        var (format, records) = Read("""
            [{ "id": 7, "connection_id": "c-1", "provider_config_key": "shop-eu", "provider": "shopify", "end_user": { "id": "anna", "email": "anna@example.com" }, "metadata": null,
               "created_at": "2029-05-01T00:00:00Z", "connection_config": { "subdomain": "my-shop" },
               "credentials": { "type": "OAUTH2", "access_token": "at", "refresh_token": "rt", "expires_at": "2030-01-01T00:00:00.000Z", "raw": { "scope": "a,b" }, "config_override": { "client_id": "theirs" } } },
             { "connection_id": "c-2", "provider_config_key": "x", "provider": "no-such-thing", "credentials": {} },
             { "connection_id": "c-3", "provider_config_key": "github", "provider": "github", "credentials": { "type": "API_KEY", "apiKey": "k" } }]
            """);
        Assert.Equal(GrantFormat.Nango, format);
        var one = records[0];
        Assert.Equal(("shopify", "anna", "rt", "at", "theirs", "my-shop"), (one.Platform, one.User, one.RefreshToken!.RevealSecret(), one.AccessToken!.RevealSecret(), one.ClientId, one.Variables["shop"]));
        Assert.Equal((2029, "a b"), (one.ConnectedAt!.Value.Year, string.Join(' ', one.Scopes)));
        Assert.Equal(["unknown_provider", "token_missing"], records.Skip(1).Select(record => record.Fault!.Code));
    }

    [Fact]
    public void A_credential_of_n8n_is_read_as_its_export_writes_it()
    {
        var (format, records) = Read("""
            [{ "id": "1", "name": "Books", "type": "quickBooksOAuth2Api", "data": { "clientId": "theirs", "clientSecret": "s", "environment": "production",
               "oauthTokenData": { "access_token": "at", "refresh_token": "rt", "expires_in": 3599, "scope": "x y", "token_type": "bearer", "callbackQueryString": { "realmId": "42" } } } },
             { "id": "2", "name": "Git", "type": "gitlabOAuth2Api", "data": { "server": "https://git.example.com/", "clientId": "c", "oauthTokenData": { "refresh_token": "rt2" } } },
             { "id": "3", "name": "Own", "type": "httpBasicAuth", "data": { "user": "u" } },
             { "id": "4", "name": "Sealed", "type": "githubOAuth2Api", "data": "U2FsdGVkX1" }]
            """);
        Assert.Equal(GrantFormat.N8n, format);
        Assert.Equal(("quickbooks", "theirs", "rt", "42", "Books"), (records[0].Platform, records[0].ClientId, records[0].RefreshToken!.RevealSecret(), records[0].Variables["realmId"], records[0].Label));
        Assert.Equal("git.example.com", records[1].Variables["host"]);
        Assert.Equal(["unknown_provider", "token_missing"], records.Skip(2).Select(record => record.Fault!.Code));
    }

    public void Dispose() => folder.Dispose();

    private (GrantFormat Format, IReadOnlyList<GrantRecord> Records) Read(string text, GrantFormat? format = null) => GrantFile.Read(folder.WriteFile("file", text), format, () => "");
}
