using System.Diagnostics;
using OAuthHub.Core;
using OAuthHub.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace OAuthHub.Tests.Deployment;

/// <summary>deploy/compose.yaml says what the hub takes, and gives no service more than it needs.</summary>
public sealed class ComposeTests
{
    /// <summary>Settings that are read outside the options.</summary>
    private static readonly string[] OtherSettings = ["OAuthHub__SecretsDirectory", "ConnectionStrings__redis", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private readonly YamlMappingNode file = Load();

    [Fact]
    public void The_hub_knows_each_setting_and_each_secret_that_it_is_given()
    {
        var known = typeof(HubOptions).GetProperties().Select(property => "OAuthHub__" + property.Name).Concat(OtherSettings).ToHashSet(StringComparer.Ordinal);
        foreach (var service in (string[])["api", "worker"])
        {
            Assert.Empty(Keys(Service(service)["environment"]).Except(known));
            Assert.Empty(Texts(Service(service)["secrets"]).Except(known));
            Assert.Superset(new HashSet<string>(["OAuthHub__MasterKey", "ConnectionStrings__redis"]), Texts(Service(service)["secrets"]).ToHashSet());
        }
    }

    [Theory]
    [InlineData("api")]
    [InlineData("worker")]
    [InlineData("address")]
    [InlineData("redis")]
    public void No_service_can_write_to_its_image_or_gain_rights(string name)
    {
        var service = Service(name);
        Assert.Equal("true", Text(service["read_only"]));
        Assert.Equal("ALL", Assert.Single(Texts(service["cap_drop"])));
        Assert.Equal("no-new-privileges:true", Assert.Single(Texts(service["security_opt"])));
        Assert.NotNull(service["healthcheck"]);
        Assert.Equal(name is "address", service.Children.ContainsKey("ports"));
    }

    [Fact]
    public void A229_no_dump_and_no_diagnostic_port_shows_a_secret_and_none_is_in_the_environment()
    {
        foreach (var service in (string[])["api", "worker"])
        {
            Assert.Equal("0", Text(Service(service)["ulimits"]["core"]));
            Assert.Empty(Keys(Service(service)["environment"]).Intersect(Keys(file["secrets"])));
            Assert.DoesNotContain(Keys(Service(service)["environment"]), name => name.StartsWith("DOTNET_Dbg", StringComparison.Ordinal));
        }
        var image = System.Xml.Linq.XDocument.Load(Repository.File("eng", "Container.props")).Descendants("ContainerEnvironmentVariable").ToDictionary(variable => variable.Attribute("Include")!.Value, variable => variable.Attribute("Value")!.Value);
        Assert.Equal("0", image["DOTNET_EnableDiagnostics"]);
        foreach (var project in (string[])[HubProcess.Api, HubProcess.Worker])
            Assert.Contains("Container.props", File.ReadAllText(Repository.File(project, project + ".csproj")), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_apis_and_two_workers_share_one_volume_and_have_time_to_stop()
    {
        foreach (var service in (string[])["api", "worker"])
        {
            Assert.Equal("2", Text(Service(service)["deploy"]["replicas"]));
            Assert.Equal("hub-home:/home/app", Assert.Single(Texts(Service(service)["volumes"])));
            Assert.Equal("35s", Text(Service(service)["stop_grace_period"]));
        }
        Assert.StartsWith("127.0.0.1:", Assert.Single(Texts(Service("address")["ports"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secrets_are_made_once_and_fit_the_hub_and_there_is_none_in_the_repository()
    {
        using var copy = new TemporaryFolder();
        File.Copy(Repository.File("deploy", "make-secrets"), copy.File("make-secrets"));
        await RunAsync(copy);
        var secrets = Directory.GetFiles(copy.File("secrets")).ToDictionary(path => Path.GetFileName(path)!, path => File.ReadAllText(path).Trim());
        Assert.Equal(Keys(file["secrets"]).Order(StringComparer.Ordinal), secrets.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(32, Convert.FromBase64String(secrets["OAuthHub__MasterKey"]).Length);
        Assert.True(secrets["OAuthHub__AgentKey"].Length >= 32 && secrets["OAuthHub__SignInToken"].Length >= 16);
        var password = secrets["redis.conf"].Split('\n')[0].Replace("requirepass ", "", StringComparison.Ordinal);
        Assert.Equal($"redis:6379,password={password}", secrets["ConnectionStrings__redis"]);
        Assert.Contains("appendonly no", secrets["redis.conf"], StringComparison.Ordinal);

        await RunAsync(copy);
        Assert.All(secrets, secret => Assert.Equal(secret.Value, File.ReadAllText(Path.Combine(copy.File("secrets"), secret.Key)).Trim()));
        Assert.Contains("/deploy/secrets/", await File.ReadAllTextAsync(Repository.File(".gitignore")), StringComparison.Ordinal);
    }

    private static async Task RunAsync(TemporaryFolder folder)
    {
        using var script = Process.Start(new ProcessStartInfo("bash", [folder.File("make-secrets")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
    }

    private static YamlMappingNode Load()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Repository.File("deploy", "compose.yaml"));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    /// <summary>A service with what it merges in (<c>&lt;&lt;</c>).</summary>
    private YamlMappingNode Service(string name)
    {
        var own = (YamlMappingNode)file["services"][name];
        if (!own.Children.TryGetValue("<<", out var common)) return own;
        var merged = new YamlMappingNode(((YamlMappingNode)common).Children);
        foreach (var (key, value) in own.Children) merged.Children[key] = value;
        return merged;
    }

    private static IEnumerable<string> Keys(YamlNode node) => ((YamlMappingNode)node).Children.Keys.Select(Text);

    private static IEnumerable<string> Texts(YamlNode node) => ((YamlSequenceNode)node).Children.Select(Text);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
