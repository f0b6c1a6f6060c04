using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Worker;

/// <summary>The worker as a process of its own.</summary>
[Collection(ProcessCollection.Name)]
public sealed class WorkerStartTests
{
    private const string NoSandbox = "http://127.0.0.1:9/sandbox";

    [Theory]
    [InlineData("", "")]
    [InlineData("ConnectionStrings:redis", "")]
    public async Task Without_Redis_a_worker_does_not_start_and_says_what_to_start_instead(string key, string value)
    {
        using var folder = new TemporaryFolder();
        var (code, output) = await HubProcess.RunWorkerAsync(folder, NoSandbox, key.Length == 0 ? [] : [(key, value)]);
        Assert.Equal(1, code);
        Assert.StartsWith("OAuthHub does not start.\nConnectionStrings:redis is not set.", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("start the API alone", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal); // no stack trace
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task In_production_a_worker_must_be_told_the_address_of_the_hub()
    {
        using var folder = new TemporaryFolder();
        var (code, output) = await HubProcess.RunWorkerAsync(folder, NoSandbox,
            ("ConnectionStrings:redis", "127.0.0.1:9"), ("ASPNETCORE_ENVIRONMENT", "Production"), ("OAuthHub:MasterKey", Convert.ToBase64String(new byte[32])));
        Assert.Equal(1, code);
        Assert.Contains("OAuthHub__PublicUrl", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
