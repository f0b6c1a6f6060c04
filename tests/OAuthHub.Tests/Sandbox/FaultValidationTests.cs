using System.Net;

namespace OAuthHub.Tests.Sandbox;

/// <summary>A fault that was misspelt must not pass for a platform that works.</summary>
public sealed class FaultValidationTests
{
    [Theory]
    [InlineData("""{"kind":"earthquake"}""", "kind")]
    [InlineData("""{"count":2}""", "kind")]
    [InlineData("""{"kind":"status","status":99}""", "status")]
    [InlineData("""{"kind":"status","seconds":1}""", "seconds")]
    [InlineData("""{"kind":"status","count":0}""", "count")]
    [InlineData("""{"kind":"status","endpoint":"nowhere"}""", "endpoint")]
    [InlineData("""{"kind":"expires_in","endpoint":"api","value":"1"}""", "endpoint")]
    [InlineData("""{"kind":"expires_in"}""", "value")]
    [InlineData("""{"kind":"delay"}""", "seconds")]
    [InlineData("""{"kind":"redirect","status":200,"location":"/"}""", "status")]
    [InlineData("""{"kind":"redirect"}""", "location")]
    [InlineData("""{"kind":"status","retry_after":"1\r\nX: y"}""", "retry_after")]
    [InlineData("""[{"kind":"status"},{"kind":"drip","interval_ms":"1"}]""", "[1].interval_ms")]
    [InlineData("7", "body")]
    public async Task A_wrong_fault_is_refused_by_name_and_none_is_queued(string fault, string member)
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var reply = await sandbox.FaultJsonAsync(fault);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(member, reply.Json.GetProperty("member").GetString());
        Assert.NotEmpty(reply.Json.GetProperty("allowed").GetString()!);
        Assert.Equal(0, (await sandbox.GetAsync("faults")).Json.GetProperty("faults").GetArrayLength());
    }
}
