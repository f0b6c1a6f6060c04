using System.Text.RegularExpressions;
using System.Xml.Linq;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>Who may know whom, as docs/architecture.md draws it.</summary>
public sealed class ArrowTests
{
    [Theory]
    [InlineData("OAuthHub.Api", "OAuthHub.Core OAuthHub.Sandbox OAuthHub.ServiceDefaults OAuthHub.Worker")]
    [InlineData("OAuthHub.Worker", "OAuthHub.Core OAuthHub.ServiceDefaults")]
    [InlineData("OAuthHub.Core", "")]
    [InlineData("OAuthHub.Sandbox", "")]
    [InlineData("OAuthHub.ServiceDefaults", "")]
    [InlineData("OAuthHub.Client", "")]
    public void A_project_knows_no_other_than_those_it_is_allowed(string project, string allowed)
    {
        var known = XDocument.Load(Repository.File(project, project + ".csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(known.Except(allowed.Split(' '), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Platforms", "Refresh|Connecting")]
    [InlineData("OAuth", "Refresh|Connecting")]
    [InlineData("Vault", "Refresh|Connecting")]
    [InlineData("Coordination", "Refresh|Connecting")]
    [InlineData("Connections", "Refresh|Connecting")]
    [InlineData("Refresh", "Connecting|Moving")]
    [InlineData("Connecting", "Moving")]
    public void Within_the_domain_the_arrows_go_one_way(string folder, string forbidden)
    {
        var files = Directory.GetFiles(Repository.File("OAuthHub.Core", folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var pattern = new Regex($@"\bOAuthHub\.Core\.(?:{forbidden})\b", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(files, file => pattern.IsMatch(File.ReadAllText(file)));
    }
}
