using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

public sealed class PrivateFileTests
{
    [Fact]
    public async Task Of_many_that_make_a_file_at_the_same_moment_one_wins_and_all_have_its_text()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 200; round++)
        {
            var path = folder.File($"key-{round}");
            using var start = new Barrier(8);
            var texts = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Factory.StartNew(() =>
            {
                start.SignalAndWait();
                return PrivateFile.WriteOrRead(path, $"text of {number}", "test file");
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Equal(PrivateFile.Read(path, "test file"), Assert.Single(texts.Distinct()));
        }
        Assert.Equal(200, Directory.GetFiles(folder.Path).Length); // nothing is left beside them
    }
}
