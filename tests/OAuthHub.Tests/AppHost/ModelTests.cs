extern alias apphost;

using System.Reflection;
using apphost::Aspire.Hosting;
using apphost::Aspire.Hosting.ApplicationModel;
using OAuthHub.Core;
using Repository = OAuthHub.Tests.Support.Repository;

namespace OAuthHub.Tests.AppHost;

/// <summary>What AppHost.cs describes, as the stand-in for Aspire records it.</summary>
public sealed class ModelTests
{
    [Fact]
    public void The_distributed_hub_is_redis_apis_workers_a_dashboard_and_the_sandbox()
    {
        Assert.Equal(
            ["agent-key ParameterResource 1", "api ProjectResource 2", "dashboard ViteAppResource 1", "master-key ParameterResource 1", "redis RedisResource 1",
                "sandbox ProjectResource 1", "sign-in-token ParameterResource 1", "worker ProjectResource 2"],
            Describe().Select(resource => $"{resource.Name} {resource.GetType().Name} {resource.Replicas}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("worker")]
    public void An_api_and_a_worker_get_the_same_redis_keys_folder_and_address(string name)
    {
        var part = Find(Describe("--DataDirectory", "/some/where"), name);
        Assert.Equal(new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__redis"] = "{redis.bindings.tcp.url}",
            ["OAuthHub__AgentKey"] = "{agent-key.value}",
            ["OAuthHub__DataDirectory"] = "/some/where",
            ["OAuthHub__MasterKey"] = "{master-key.value}",
            ["OAuthHub__PublicUrl"] = "{api.bindings.http.url}",
            ["OAuthHub__Sandbox__Url"] = "{sandbox.bindings.http.url}/sandbox",
            ["OTEL_SERVICE_NAME"] = name,
        }, part.Environment.Where(entry => entry.Key is not "OAuthHub__SignInToken").ToDictionary(entry => entry.Key, entry => entry.Value.ToString()!));
        Assert.Equal(["redis", "sandbox"], part.Waits.Select(other => other.Name));
        Assert.Equal("/health", part.HealthPath);
    }

    [Fact]
    public void Only_the_api_signs_people_in_is_reached_from_outside_and_has_the_button()
    {
        var model = Describe();
        var api = Find(model, "api");
        Assert.Equal("{sign-in-token.value}", api.Environment["OAuthHub__SignInToken"].ToString());
        Assert.Equal(("{api.bindings.http.url}/signin?t={sign-in-token.value}", "Open OAuthHub"), (api.Urls.Single().Url.ToString(), api.Urls.Single().Text));
        Assert.Equal("POST /credentials/refresh Refresh all tokens now", Assert.Single(api.Commands));
        Assert.Equal(8400, api.Port);
        Assert.All(model, resource => Assert.Equal(resource == api, resource.IsExternal));
        Assert.DoesNotContain("OAuthHub__SignInToken", Find(model, "worker").Environment.Keys);
    }

    [Fact]
    public void The_dashboard_finds_the_api_and_waits_for_it()
    {
        var dashboard = Find(Describe(), "dashboard");
        Assert.Equal(("{api.bindings.http.url}", "{api.bindings.http.url}"), (dashboard.Environment["API_HTTP"].ToString(), dashboard.Environment["services__api__http__0"].ToString()));
        Assert.Equal("api", Assert.Single(dashboard.Waits).Name);
        Assert.Contains("process.env.API_HTTP", File.ReadAllText(Repository.File("dashboard", "vite.config.ts")), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_secret_and_what_the_hub_takes_and_configuration_outweighs_what_would_be_made()
    {
        var parameters = Describe("--Parameters:master-key", Convert.ToBase64String(new byte[32]), "--Parameters:agent_key", new string('a', 43), "--Parameters:sign-in-token", "sign-in-token-of-a-test").OfType<ParameterResource>().ToList();
        Assert.Equal(["master-key", "agent-key", "sign-in-token"], parameters.Select(parameter => parameter.Name));
        Assert.All(parameters, parameter => Assert.True(parameter.Secret));
        Assert.Equal([Convert.ToBase64String(new byte[32]), new string('a', 43), "sign-in-token-of-a-test"], parameters.Select(parameter => parameter.Value));
        Assert.Equal(32, Convert.FromBase64String(new apphost::OAuthHub.AppHost.MasterKeyDefault().GetDefaultValue()).Length);
        Assert.Matches("^[A-Za-z0-9]{43}$", new GenerateParameterDefault { MinLength = 43, Special = false }.GetDefaultValue());
    }

    [Theory]
    [InlineData("tool", nameof(RedisResource))]
    [InlineData("container", nameof(RedisResource))] // garnet-server too: this flavour has no containers
    [InlineData("external", nameof(ConnectionStringResource))]
    public void Redis_is_made_or_given(string choice, string type)
    {
        var model = Describe("--Redis", choice, "--ConnectionStrings:redis", "redis.example.com:6379,password=secret");
        var redis = Find(model, "redis");
        Assert.Equal(type, redis.GetType().Name);
        var given = Assert.IsType<ReferenceExpression>(Find(model, "worker").Environment["ConnectionStrings__redis"]);
        if (choice is "external") Assert.Equal("redis.example.com:6379,password=secret", given.Value);
    }

    [Fact]
    public void There_is_a_key_vault_only_when_it_is_chosen()
    {
        Assert.DoesNotContain(Describe(), resource => resource.Name.Contains("vault", StringComparison.OrdinalIgnoreCase) || resource.Environment.ContainsKey("OAuthHub__Vault__Backend"));
        var refusal = Assert.Throws<TargetInvocationException>(() => Describe("--Vault", "AzureKeyVault"));
        Assert.IsType<NotSupportedException>(refusal.InnerException);
    }

    [Fact]
    public void The_hub_knows_each_setting_that_it_is_given()
    {
        var known = typeof(HubOptions).GetProperties().Select(property => "OAuthHub__" + property.Name).Append("OAuthHub__Sandbox__Url").ToHashSet(StringComparer.Ordinal);
        var given = Describe().SelectMany(resource => resource.Environment.Keys).Where(key => key.StartsWith("OAuthHub__", StringComparison.Ordinal)).Distinct();
        Assert.Empty(given.Except(known));
    }

    [Fact]
    public void The_diagram_fits_a_screen_and_the_stand_in_stays_small()
    {
        Assert.InRange(File.ReadAllLines(Repository.File("OAuthHub.AppHost", "AppHost.cs")).Length, 1, 60);
        var standIn = Directory.GetFiles(Repository.File("OAuthHub.AppHost", "WithoutAspire"), "*.cs").SelectMany(File.ReadAllLines);
        Assert.InRange(standIn.Count(line => line.Trim().Length > 0), 1, 399);
    }

    private static IReadOnlyList<Resource> Describe(params string[] args)
    {
        IReadOnlyList<Resource>? model = null;
        DistributedApplication.Intercept.Value = resources => model = resources;
        typeof(DistributedApplication).Assembly.EntryPoint!.Invoke(null, [args]);
        return model!;
    }

    private static Resource Find(IReadOnlyList<Resource> model, string name) => Assert.Single(model, resource => resource.Name == name);
}
