using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>The OpenAPI document leaves no question open: what is sent, what comes back, how it is refused, who may ask.</summary>
public sealed class OpenApiCompleteTests : IClassFixture<ServedDocument>
{
    private static readonly string[] Open = ["signIn", "listSignInWays", "beginSignIn", "finishSignIn", "signOut", "showConnectEnd", "showConnectLink", "useConnectLink", "getPlatformSchema"];

    private readonly JsonObject document;
    private readonly ServedDocument served;

    public OpenApiCompleteTests(ServedDocument served) => (this.served, document) = (served, served.Document);

    [Fact]
    public void It_is_read_without_an_error_or_a_warning()
    {
        var read = OpenApiDocument.Parse(document.ToJsonString(), "json");
        Assert.NotNull(read.Document);
        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Empty(read.Document.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(error => error.ToString()));
    }

    [Fact]
    public void Each_operation_says_what_it_is_for_who_may_ask_and_what_it_takes()
    {
        var tags = document["tags"]!.AsArray().ToDictionary(tag => (string)tag!["name"]!, tag => (string?)tag!["description"]);
        Assert.All(tags, tag => Assert.False(string.IsNullOrEmpty(tag.Value), tag.Key));
        Assert.Subset(tags.Keys.ToHashSet(), new HashSet<string> { "Proxy", "MCP" });
        var schemes = document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).ToHashSet();
        var ids = new HashSet<string>();
        foreach (var (name, operation) in Operations())
        {
            var id = (string?)operation["operationId"];
            Assert.True(id is not null && ids.Add(id), $"{name}: operationId {id} is missing or not its own");
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), $"{name} has no summary");
            Assert.All(operation["tags"]!.AsArray(), tag => Assert.Contains((string)tag!, tags.Keys));
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                Assert.False(string.IsNullOrEmpty((string?)parameter!["description"]), $"{name}: the parameter {parameter["name"]} has no description");
            var needs = operation["security"]?.AsArray().SelectMany(need => need!.AsObject().Select(scheme => scheme.Key)).ToList() ?? [];
            Assert.True(needs.Count > 0 != Open.Contains(id), $"{name} says [{string.Join(", ", needs)}] of who may ask");
            Assert.Subset(schemes, needs.ToHashSet());
            if (operation["requestBody"] is { } body) Assert.All(body["content"]!.AsObject(), content => Assert.NotNull(content.Value!["example"]));
        }
    }

    [Fact]
    public void Each_answer_has_a_description_and_an_example()
    {
        foreach (var (name, operation) in Operations())
        {
            Assert.Contains(operation["responses"]!.AsObject(), answer => answer.Key[0] is '2' or '3');
            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                Assert.False(string.IsNullOrEmpty((string?)answer!["description"]), $"{name} {status} has no description");
                foreach (var (type, content) in answer["content"]?.AsObject() ?? [])
                {
                    Assert.True(content!["example"] is not null || content["examples"]?.AsObject().Count > 0, $"{name} {status} {type} has no example");
                    Assert.True(content["schema"] is not null, $"{name} {status} {type} has no schema");
                }
            }
        }
    }

    [Fact]
    public void Each_member_of_each_schema_is_described()
    {
        var silent =
            from schema in document["components"]!["schemas"]!.AsObject()
            from member in schema.Value!["properties"]?.AsObject() ?? []
            where !IsDescribed(member.Value!) && member.Value!["oneOf"]?.AsArray().Any(one => IsDescribed(one!)) is not true
            select $"{schema.Key}.{member.Key}";
        Assert.Empty(silent);

        static bool IsDescribed(JsonNode schema) => !string.IsNullOrEmpty((string?)schema["description"]);
    }

    [Fact]
    public void Refusals_have_their_codes_and_the_catalogues_very_words()
    {
        var declared = new HashSet<string>();
        foreach (var (name, operation) in Operations())
            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                if (answer!["content"]?["application/problem+json"] is not { } content) continue;
                var codes = content["schema"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!).ToList();
                Assert.NotEmpty(codes);
                Assert.All(codes, code => Assert.True(HubProblem.Codes.Contains(code) && HubProblem.StatusOf(code).ToString() == status, $"{name} {status}: {code}"));
                Assert.Equal(codes, content["examples"]!.AsObject().Select(example => example.Key));
                declared.UnionWith(codes);
            }
        foreach (var (code, example) in document["components"]!["examples"]!.AsObject())
        {
            Assert.Equal(HubProblem.TitleOf(code), (string?)example!["value"]!["title"]);
            Assert.Equal(HubProblem.DetailOf(code), (string?)example["value"]!["detail"]);
            Assert.Equal(code, (string?)example["value"]!["code"]);
        }
        // What no described operation answers is the proxy's, MCP's, or that of an address which is not there.
        Assert.Equal(
            ["api_not_callable", "method_not_allowed", "origin_not_allowed", "upgrade_not_supported", "upstream_bad_response", "upstream_timeout", "upstream_tls_error", "upstream_unavailable"],
            HubProblem.Codes.Except(declared).Order());
    }

    [Fact]
    public void Examples_of_answers_have_the_members_of_their_schemas()
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var (name, operation) in Operations())
            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                if (answer!["content"]?["application/json"] is not { } content || (string?)content["schema"]?["$ref"] is not { } reference) continue;
                var schema = schemas[reference[(reference.LastIndexOf('/') + 1)..]]!;
                var example = content["example"]!.AsObject().Select(member => member.Key).ToHashSet();
                Assert.Subset(schema["properties"]!.AsObject().Select(member => member.Key).ToHashSet(), example);
                Assert.Superset(schema["required"]!.AsArray().Select(member => (string)member!).ToHashSet(), example);
                Assert.True(example.Count > 0, $"{name} {status}");
            }
    }

    [Fact]
    public void It_says_where_the_hub_is_and_which()
    {
        Assert.Equal(served.Address, (string?)document["servers"]![0]!["url"]);
        Assert.Equal(HubDocument.Version, (string?)document["info"]!["version"]);
        Assert.Equal("Apache-2.0", (string?)document["info"]!["license"]!["identifier"]);
        Assert.NotNull(document["info"]!["contact"]);
    }

    private IEnumerable<(string Name, JsonObject Operation)> Operations() => ServedDocument.OperationsOf(document);
}

/// <summary>The document of a running hub, asked for once.</summary>
public sealed class ServedDocument : IAsyncLifetime
{
    public JsonObject Document { get; private set; } = [];

    public string Address { get; private set; } = "";

    public static IEnumerable<(string Name, JsonObject Operation)> OperationsOf(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject());

    public async Task InitializeAsync()
    {
        await using var hub = await HubHost.StartAsync();
        using var anyone = new AgentClient(hub.Address, null);
        Address = hub.Address;
        Document = JsonNode.Parse((await anyone.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Ok().Body)!.AsObject();
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
