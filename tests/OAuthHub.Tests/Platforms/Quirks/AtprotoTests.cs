using System.Net;
using OAuthHub.Tests.Platforms.Wire;
using static OAuthHub.Tests.Platforms.Quirks.AtprotoRig;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>
/// From a handle to the account's servers, when somebody on the way lies: each step counts only if the other end says the same, and what does
/// not fit ends before a token is asked for.
/// </summary>
public sealed class AtprotoTests
{
    private static readonly Dictionary<string, (string Place, WireAnswer Answer)> Lies = new()
    {
        ["the account's document names another handle first"] = (Document, Says(DocumentOf(handle: "eve.example"))),
        ["the document is that of another account"] = (Document, Says(DocumentOf(id: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))),
        ["the document names no data server"] = (Document, Says(new { id = Did, alsoKnownAs = new[] { "at://ada.example" } })),
        ["the handle's server and the resolver know nobody"] = (Handle, new WireAnswer(404)),
        ["the handle's server says something else than a DID"] = (Handle, new WireAnswer(Text: "did:plc:short")),
    };

    private static readonly Dictionary<string, (string Place, WireAnswer Answer)> Misfits = new()
    {
        ["the data server names two servers"] = (Resource, Says(new { resource = Pds, authorization_servers = new[] { Issuer, "https://eve.example" } })),
        ["the data server names none"] = (Resource, Says(new { resource = Pds, authorization_servers = Array.Empty<string>() })),
        ["the data server names a server without TLS"] = (Resource, Says(new { resource = Pds, authorization_servers = new[] { "http://auth.example" } })),
        ["the server calls itself by another name"] = (Server, Says(ServerOf(issuer: "https://eve.example"))),
        ["the token endpoint has no TLS"] = (Server, Says(ServerOf(token: "http://auth.example/oauth/token"))),
        ["the token endpoint has a user before its host"] = (Server, Says(ServerOf(token: "https://auth.example@eve.example/oauth/token"))),
        ["the endpoint for requests is missing"] = (Server, Says(new { issuer = Issuer, authorization_endpoint = Issuer + "/a", token_endpoint = Issuer + "/t" })),
    };

    public static TheoryData<string> LieNames { get; } = [.. Lies.Keys];

    public static TheoryData<string> MisfitNames { get; } = [.. Misfits.Keys];

    [Theory]
    [MemberData(nameof(LieNames))]
    public async Task An_account_that_is_not_confirmed_from_both_ends_is_not_found(string lie) =>
        await AssertRefusedAsync(lie, Lies[lie], HttpStatusCode.NotFound, "There is no such account.");

    [Theory]
    [MemberData(nameof(MisfitNames))]
    public async Task Servers_that_do_not_name_each_other_get_nothing(string lie) =>
        await AssertRefusedAsync(lie, Misfits[lie], HttpStatusCode.BadGateway, "do not fit together");

    [Theory]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://localhost")]
    [InlineData("https://169.254.169.254")]
    public async Task A_data_server_in_a_private_network_is_not_called(string pds)
    {
        await using var rig = await StartAsync();
        rig.Answers[Document] = Says(DocumentOf(pds: pds));
        rig.Answers[pds + "/.well-known/oauth-protected-resource"] = Says(new { resource = pds, authorization_servers = new[] { Issuer } });
        Assert.NotEqual(HttpStatusCode.SeeOther, (await rig.LoginAsync()).Status);
        Assert.Equal([Handle, Document], rig.Places);
    }

    [Theory]
    [InlineData("ada.example")]
    [InlineData("@Ada.Example")]
    [InlineData(Did)]
    public async Task An_account_is_found_by_its_handle_however_it_is_written_or_by_its_DID(string typed)
    {
        await using var rig = await StartAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await rig.LoginAsync(typed)).Status);
        Assert.Equal("success", (await rig.FinishAsync())["status"]);
    }

    [Fact]
    public async Task A_handle_whose_server_is_silent_is_asked_of_the_resolver()
    {
        await using var rig = await StartAsync();
        rig.Answers.TryRemove(Handle, out _);
        rig.Answers["https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle"] = Says(new { did = Did });
        Assert.Equal(HttpStatusCode.SeeOther, (await rig.LoginAsync()).Status);
    }

    [Fact]
    public async Task Whoever_signs_in_as_another_account_is_refused_and_those_tokens_are_ended()
    {
        await using var rig = await StartAsync();
        rig.Answers[Token] = Says(TokenOf(sub: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"));
        await rig.LoginAsync();
        Assert.Equal("account_mismatch", (await rig.FinishAsync())["reason"]);
        Assert.Equal(0, rig.Hub.Connections.Index.Count);
        Assert.Contains("token=refresh-1", rig.Received.Single(one => one.Line.Contains("/oauth/revoke ", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transition:generic", "DPoP")]
    [InlineData("", "DPoP")]
    [InlineData("atproto", "Bearer")]
    public async Task Tokens_of_no_such_session_are_not_taken(string scope, string type)
    {
        await using var rig = await StartAsync();
        rig.Answers[Token] = Says(TokenOf(scope: scope, type: type));
        await rig.LoginAsync();
        Assert.Equal("platform_bad_response", (await rig.FinishAsync())["reason"]);
        Assert.Equal(0, rig.Hub.Connections.Index.Count);
    }

    [Fact]
    public async Task A_callback_of_another_issuer_exchanges_nothing()
    {
        await using var rig = await StartAsync();
        await rig.LoginAsync();
        Assert.Equal("issuer_mismatch", (await rig.FinishAsync("https://eve.example"))["reason"]);
        Assert.DoesNotContain(Token, rig.Places);
    }

    [Fact]
    public async Task A_reconnect_finds_the_account_under_its_new_handle_and_server()
    {
        await using var rig = await StartAsync();
        await rig.LoginAsync();
        var id = (await rig.FinishAsync())["connection"];
        rig.Answers[Document] = Says(DocumentOf(handle: "ada.new.example", pds: "https://pds2.example"));
        rig.Answers["https://pds2.example/.well-known/oauth-protected-resource"] = rig.Answers[Resource];
        rig.Answers.TryRemove(Handle, out _);
        Assert.Equal(HttpStatusCode.SeeOther, (await rig.Browser.GetAsync("/auth/bluesky/login?connection=" + id)).Status);
        Assert.Equal("success", (await rig.FinishAsync())["status"]);
        var stored = await rig.Hub.StoredAsync(id!);
        Assert.Equal(("https://pds2.example", 2L), (stored.Stored["pds"], stored.TokenGeneration));
    }

    private static async Task AssertRefusedAsync(string lie, (string Place, WireAnswer Answer) told, HttpStatusCode status, string said)
    {
        await using var rig = await StartAsync();
        rig.Answers[told.Place] = told.Answer;
        var reply = await rig.LoginAsync();
        Assert.True(reply.Status == status, $"{lie}: {reply.Status} {reply.Body}");
        Assert.Contains(said, reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Pushed, rig.Places);
        Assert.DoesNotContain(Token, rig.Places);
    }
}
