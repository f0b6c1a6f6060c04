using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.LocalJournal;

public sealed class JournalFileTests
{
    [Fact]
    public void A221_its_room_is_taken_before_a_disk_can_be_full()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("room.journal");
        using (var file = JournalFile.Create(path))
        {
            Assert.Equal(1024 * 1024, new FileInfo(path).Length);
            for (var entry = 0; entry < 100; entry++) file.Append(new byte[2048]);
            Assert.Equal(100, file.Read().Count);
            Assert.Equal(1024 * 1024, new FileInfo(path).Length); // no append had to ask for more
        }
        using var left = JournalFile.TryAdopt(path);
        Assert.Equal(100, left!.Read().Count);
    }

    [Fact]
    public async Task Whoever_looks_for_files_of_dead_processes_never_takes_one_that_is_just_being_made()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var neighbours = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach (var path in Directory.EnumerateFiles(folder.Path, "*.journal"))
                {
                    using var left = JournalFile.TryAdopt(path);
                    left?.Delete();
                }
            }
        })).ToList();
        for (var round = 0; round < 300; round++)
        {
            var path = folder.File($"{round}.journal");
            using var file = JournalFile.Create(path);
            Assert.True(File.Exists(path));
            file.Delete();
        }
        await stop.CancelAsync();
        await Task.WhenAll(neighbours);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
