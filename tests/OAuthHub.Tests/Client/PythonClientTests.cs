using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>clients/python/tests against a real hub.</summary>
public sealed class PythonClientTests
{
    [RequiresToolFact("python3")]
    public async Task The_python_librarys_own_tests_pass()
    {
        await using var rig = await AgentRig.StartAsync();
        var printed = await AgentProgram.RunAsync(rig.Hub, AgentProgram.Python, "python3", ["-W", "error", "-m", "unittest", "discover", "-s", "tests", "-t", "."]);
        Assert.Matches(@"Ran (1\d|[2-9]\d) tests", printed);
        Assert.Equal(0, await rig.Hub.Sandbox.TotalAsync("reuses"));
        await rig.Hub.AssertNoneLoggedAsync();
    }
}
