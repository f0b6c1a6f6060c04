using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>clients/typescript/test against a real hub.</summary>
public sealed class TypeScriptClientTests
{
    [RequiresToolFact("npm")]
    public async Task The_typescript_librarys_own_tests_pass()
    {
        await AgentProgram.BuildTypeScriptAsync();
        await using var rig = await AgentRig.StartAsync();
        var printed = await AgentProgram.RunAsync(rig.Hub, AgentProgram.TypeScript, "node", ["--test", "build/tokens.test.js", "build/refusals.test.js"]);
        Assert.Matches("# pass [89]", printed);
        Assert.Equal(0, await rig.Hub.Sandbox.TotalAsync("reuses"));
        await rig.Hub.AssertNoneLoggedAsync();
    }
}
