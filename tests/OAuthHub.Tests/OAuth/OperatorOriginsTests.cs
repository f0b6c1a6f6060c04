using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Tests.OAuth;

/// <summary>Which addresses are the operator's own word, and so may be anywhere.</summary>
public sealed class OperatorOriginsTests
{
    private static readonly TemplateVariable Typed = new() { Name = "server", AskUser = true, Kind = VariableKind.Host, BindsClient = true };
    private static readonly TemplateVariable Set = new() { Name = "server" };

    [Theory]
    [InlineData("http://127.0.0.1:9000/token", "http://127.0.0.1:9000")]
    [InlineData("https://Login.example/{server}/token", "https://login.example:443")]
    [InlineData("https://login.example?to=https://{server}/", "https://login.example:443")]
    [InlineData("{hub}/sandbox/token", "http://localhost:8400")]
    public void What_an_entry_spells_out_is(string url, string expected) => Assert.Contains(expected, Origins(url, Typed, "social.example"));

    [Theory]
    [InlineData("https://{server}/token")]
    [InlineData("https://{server}.shops.example/token")]
    [InlineData("https://api.{server}/token")]
    [InlineData("{server}/token")]
    [InlineData("{stored.base}/token")]
    [InlineData("https://{stored.base}/token")]
    public void What_takes_a_value_of_somebody_elses_is_not(string url) =>
        Assert.Equal(["https://login.example:443"], Origins(url, Typed, "social.example", ("stored.base", "https://social.example")));

    [Fact]
    public void A_value_is_where_configuration_or_the_entry_has_the_very_same()
    {
        const string Url = "https://{server}/token", Expected = "https://git.corp.internal:443";
        var variables = new Dictionary<string, string> { ["server"] = "git.corp.internal" };
        Assert.Contains(Expected, Origins(Url, Set with { Default = "git.corp.internal" }, "git.corp.internal"));
        Assert.Contains(Expected, Origins(Url, Set, "git.corp.internal", registration => registration with { Variables = variables }));
        Assert.Contains(Expected, Origins(Url, Typed, "git.corp.internal", registration => registration with { Instance = "git.corp.internal" }));
        Assert.Contains(Expected, Origins(Url, Set with { Of = "edition", Map = new Dictionary<string, string> { ["own"] = "git.corp.internal" } }, "git.corp.internal"));

        Assert.DoesNotContain(Expected, Origins(Url, Typed, "git.corp.internal"));
        Assert.DoesNotContain(Expected, Origins(Url, Typed, "git.corp.internal", registration => registration with { Instance = "git.corp.internal", Source = RegistrationSource.Dashboard }));
        Assert.DoesNotContain(Expected, Origins(Url, Set, "git.corp.internal", registration => registration with { Variables = variables, Source = RegistrationSource.Dashboard }));
        // What is kept with a connection goes before what is set, and the platform or the browser may have said it.
        Assert.DoesNotContain(Expected, Origins(Url, Set with { Default = "git.example" }, "git.corp.internal"));
    }

    [Fact]
    public void A_request_that_nobody_marked_is_not_and_neither_is_another_port_of_the_same_host()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:9000/token");
        Assert.False(OperatorOrigins.Include(request));
        OperatorOrigins.Mark(request, Samples.Client(With("http://127.0.0.1:9001/token", Typed)));
        Assert.False(OperatorOrigins.Include(request));
        OperatorOrigins.Mark(request, Samples.Client(With("http://127.0.0.1:9000/authorize", Typed)));
        Assert.True(OperatorOrigins.Include(request));
    }

    private static Platform With(string url, TemplateVariable variable) => Samples.Platform with { Token = Samples.Platform.Token with { Url = url }, TemplateVariables = [variable] };

    private static IEnumerable<string> Origins(string url, TemplateVariable variable, string value, params (string Name, string Value)[] more) =>
        OperatorOrigins.Of(Samples.Client(With(url, variable), values: [("hub", "http://localhost:8400"), ("server", value), .. more]));

    private static IEnumerable<string> Origins(string url, TemplateVariable variable, string value, Func<AppRegistration, AppRegistration> change)
    {
        var client = Samples.Client(With(url, variable), values: [("hub", "http://localhost:8400"), ("server", value)]);
        return OperatorOrigins.Of(client with { Registration = change(client.Registration) });
    }
}
