using OAuthHub.Api.Commands;

namespace OAuthHub.Tests.Commands;

public sealed class HostArgumentsTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("--urls http://localhost:8500", false)]
    [InlineData("--urls=http://localhost:8500", false)]
    [InlineData("--OAuthHub:PublicUrl=https://hub.example.com", false)]
    [InlineData("--OAuthHub:PublicUrl https://hub.example.com", false)]
    [InlineData("--http_ports 8080", false)]
    [InlineData("OAuthHub:PublicUrl=https://hub.example.com", false)]
    [InlineData("/OAuthHub:PublicUrl=https://hub.example.com", false)]
    [InlineData("--environment Production", false)]
    [InlineData("vault check", true)]
    [InlineData("vualt check", true)]
    [InlineData("--help", true)]
    [InlineData("--version", true)]
    [InlineData("--OAuthHub:DataDirectory /data vault check", true)]
    [InlineData("--environment Production keys list", true)]
    public void What_names_no_command_starts_the_hub(string line, bool isCommand) =>
        Assert.Equal(isCommand, HostArguments.NameACommand(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Settings_are_told_from_the_command_wherever_they_stand()
    {
        var (host, command) = HostArguments.Split(["--environment=Production", "keys", "create", "--name", "a b", "--OAuthHub:DataDirectory", "/data", "--json", "--OAuthHub:Vault:Backend=PostgreSql"]);
        Assert.Equal(["--environment=Production", "--OAuthHub:DataDirectory", "/data", "--OAuthHub:Vault:Backend=PostgreSql"], host);
        Assert.Equal(["keys", "create", "--name", "a b", "--json"], command);
    }
}
