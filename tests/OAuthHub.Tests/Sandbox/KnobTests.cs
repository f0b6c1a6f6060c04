using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

public sealed class KnobTests
{
    [Fact]
    public async Task Knobs_come_from_configuration_and_only_given_ones_change()
    {
        await using var sandbox = await SandboxHost.StartAsync(("AccessTokenSeconds", "60"), ("Leeway", "Window"), ("ReuseDetection", "False"));
        var knobs = (await sandbox.TurnAsync(new { leeway_seconds = 5, require_pkce = false })).Ok().Json;
        Assert.Equal(
            """{"auto_approve":false,"auto_approve_account":"ada","access_token_seconds":60,"rotate_refresh_tokens":true,"reuse_detection":false,"leeway":"window","leeway_seconds":5,"refresh_kills_old_access_token":false,"require_pkce":false,"send_iss":true}""",
            knobs.GetRawText());
        Assert.Equal(knobs.GetRawText(), (await sandbox.GetAsync("knobs")).Body);
    }

    [Theory]
    [InlineData("""{"reuse_detection":false,"speed":1}""", "speed", "leeway_seconds")]
    [InlineData("""{"reuse_detection":false,"leeway":"sometimes"}""", "leeway", "none, predecessor, window, idempotent")]
    [InlineData("""{"reuse_detection":false,"leeway":1}""", "leeway", "none, predecessor, window, idempotent")]
    [InlineData("""{"reuse_detection":false,"access_token_seconds":0}""", "access_token_seconds", "from 1 to 31536000")]
    [InlineData("""{"reuse_detection":false,"access_token_seconds":"60"}""", "access_token_seconds", "whole number")]
    [InlineData("""{"reuse_detection":false,"auto_approve":"yes"}""", "auto_approve", "true or false")]
    [InlineData("""{"reuse_detection":false,"auto_approve_account":"Ada L"}""", "auto_approve_account", "a-z")]
    [InlineData("""{"reuse_detection":false,"faults":[{"kind":"status"},{"kind":"x"}]}""", "faults[1].kind", "cut_after_commit")]
    [InlineData("[]", "body", "a JSON object")]
    [InlineData("{", "body", "a JSON object")]
    public async Task A_wrong_knob_is_named_with_what_is_allowed_and_nothing_changes(string body, string member, string allowed)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var message = await sandbox.Http.PutAsync("knobs", content);
        var reply = await Reply.ReadAsync(message);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("application/problem+json", reply.ContentType);
        Assert.Equal(member, reply.Json.GetProperty("member").GetString());
        Assert.Contains(allowed, reply.Json.GetProperty("allowed").GetString(), StringComparison.Ordinal);
        Assert.True((await sandbox.GetAsync("knobs")).Json.GetProperty("reuse_detection").GetBoolean());
        Assert.Equal(0, (await sandbox.GetAsync("faults")).Json.GetProperty("faults").GetArrayLength());
    }

    [Theory]
    [InlineData("Leeway", "sometimes", "none, predecessor, window, idempotent")]
    [InlineData("AccessTokenSeconds", "soon", "whole number")]
    [InlineData("AutoApprove", "2", "true or false")]
    [InlineData("Url", "practice", "http or https")]
    [InlineData("ClientSecret", " ", "remove the key")]
    public async Task A_wrong_setting_stops_the_start_and_names_the_key_and_the_remedy(string key, string value, string remedy)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => SandboxHost.StartAsync((key, value)));
        Assert.Contains($"OAuthHub:Sandbox:{key}", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }
}
