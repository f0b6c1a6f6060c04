using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>The OpenAPI document says what the API does, hides nothing documented, and knows no secret.</summary>
public sealed partial class OpenApiDocumentTests
{
    /// <summary>Set to 1, the test of the stored document writes it instead: <c>OAUTHHUB_UPDATE_OPENAPI=1 dotnet test --filter OpenApiDocumentTests</c>.</summary>
    private const string UpdateVariable = "OAUTHHUB_UPDATE_OPENAPI";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_stored_document_from_which_the_dashboards_types_are_made_is_up_to_date()
    {
        var file = Repository.File(Path.Combine("dashboard", "openapi.json"));
        var served = Normalised(await ServedAsync());
        if (Environment.GetEnvironmentVariable(UpdateVariable) is "1") await File.WriteAllTextAsync(file, served);
        Assert.True(File.Exists(file), $"{file} is missing; {UpdateVariable}=1 writes it");
        Assert.True(served == (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"), $"dashboard/openapi.json is not what the hub serves; {UpdateVariable}=1 writes it anew, then npm run types");
    }

    [Fact]
    public async Task Every_documented_route_is_in_the_document()
    {
        var paths = (await ServedAsync())["paths"]!.AsObject();
        var documented = Route().Matches(await File.ReadAllTextAsync(Repository.File(Path.Combine("docs", "api.md"))));
        Assert.True(documented.Count > 18, $"only {documented.Count} routes were found in docs/api.md");
        foreach (var route in documented.Select(match => (Method: match.Groups["method"].Value.ToLowerInvariant(), Path: match.Groups["path"].Value)))
            Assert.True(paths[route.Path]?[route.Method] is not null, $"{route.Method} {route.Path} is documented and not in the OpenAPI document, which has {string.Join(", ", paths.Select(path => path.Key))}");
    }

    [Fact]
    public async Task A136_no_schema_has_a_member_for_a_secret_but_those_whose_purpose_it_is()
    {
        var schemas = (await ServedAsync())["components"]!["schemas"]!.AsObject();
        var allowed = new HashSet<(string, string)> { ("RegistrationBody", "client_secret"), ("CredentialDocument", "access_token"), ("OtherTokenDocument", "access_token") };
        var found = new HashSet<(string, string)>();
        foreach (var (name, schema) in schemas)
            foreach (var member in Members(schema!))
                if (member is "refresh_token" or "client_secret" or "access_token" or "key_hash" or "code_verifier" or "id_token") found.Add((name, member));
        Assert.Equal(allowed.Order(), found.Order());
    }

    [Fact]
    public async Task The_answer_that_is_written_by_hand_has_exactly_the_members_of_its_schema()
    {
        var schemas = (await ServedAsync())["components"]!["schemas"]!.AsObject();
        await using var hub = await HubHost.StartAsync(SecondPlatform.Slack(
            ("Token:Response:OtherTokens:user:OwnConnection", "false"), ("Api:Headers:X-Team", "{stored.team_id}"),
            ("PostConnect:0:Url", "{hub}/sandbox/userinfo"), ("PostConnect:0:IdPath", "site"), ("PostConnect:0:StoreAs", "site")));
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"ok":true,"access_token":"xoxb","refresh_token":"xoxe","expires_in":60,"bot_user_id":"B1","team":{"id":"T1"},"authed_user":{"access_token":"xoxp"}}""" });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"site":"S1"}""" });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"B1","name":"bot"}""" });
        var connected = await hub.ConnectAsync("slack");
        (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/connections/" + connected.Id, new { label = "Work" })).Ok();
        var json = (await hub.Agent.ReadAsync("slack")).Ok().Json;
        Assert.Equal(Declared("CredentialDocument"), json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Declared("AgentAccountView"), json.GetProperty("account").EnumerateObject().Select(member => member.Name));
        Assert.Equal(Declared("OtherTokenDocument"), json.GetProperty("other_tokens").GetProperty("user").EnumerateObject().Select(member => member.Name));

        Assert.Equal(Declared("ResourceDocument"), json.GetProperty("resources")[0].EnumerateObject().Select(member => member.Name));
        Assert.Subset(Declared("ApiDocument").ToHashSet(), json.GetProperty("api").EnumerateObject().Select(member => member.Name).ToHashSet());

        // What is always there is required, and the extras are not.
        var required = schemas["CredentialDocument"]!["required"]!.AsArray().Select(name => name!.GetValue<string>());
        Assert.Equal(["api", "resources", "values", "other_tokens"], Declared("CredentialDocument").Except(required));

        IEnumerable<string> Declared(string name) => schemas[name]!["properties"]!.AsObject().Select(member => member.Key);
    }

    private static async Task<JsonObject> ServedAsync()
    {
        await using var hub = await HubHost.StartAsync();
        using var anyone = new AgentClient(hub.Address, null);
        return JsonNode.Parse((await anyone.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Ok().Body)!.AsObject();
    }

    /// <summary>Indented, and without the address at which this hub happened to run.</summary>
    private static string Normalised(JsonObject document)
    {
        document.Remove("servers");
        return document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static IEnumerable<string> Members(JsonNode schema) => schema switch
    {
        JsonObject members => members.SelectMany(member => member.Key is "properties" && member.Value is JsonObject own
            ? own.SelectMany(one => Members(one.Value!).Prepend(one.Key))
            : member.Value is null ? [] : Members(member.Value)),
        JsonArray items => items.Where(item => item is not null).SelectMany(item => Members(item!)),
        _ => [],
    };

    // | `GET /api/platforms/{id}` | …
    [GeneratedRegex(@"^\| `(?<method>GET|POST|PUT|DELETE) (?<path>/[^?` ]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Route();
}
