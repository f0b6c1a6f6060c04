using System.Globalization;
using OAuthHub.Api.Commands;
using OAuthHub.Core.Audit;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Audit;

/// <summary>A disk that takes nothing for a while costs no entry, and one that takes nothing for too long costs none unsaid.</summary>
public sealed class AuditDiskTests : IDisposable
{
    /// <summary>Entries that are held in memory (docs/audit.md).</summary>
    private const int Held = 100_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(20, 0)]
    [InlineData(Held, 3)]
    public async Task What_waited_for_the_disk_is_there_in_its_order_and_what_found_no_room_is_counted(int held, int lost)
    {
        var inTheWay = folder.File("audit");
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await File.WriteAllTextAsync(inTheWay, "no folder");
            var log = hub.Get<AuditLog>();
            log.Write(Entry(-1));
            await Waiting.UntilAsync(() => hub.Logs.All.Contains("entries of the audit wait in memory", StringComparison.Ordinal)); // the first is in the writer's hand now
            for (var number = 0; number < held + lost; number++) log.Write(Entry(number));
            File.Delete(inTheWay);
            await log.FlushAsync(CancellationToken.None);
        }
        var lines = Directory.GetFiles(inTheWay).SelectMany(AuditReading.Entries).Select(line => line.Entry).ToList();
        Assert.Equal(Enumerable.Range(-1, held + 1), lines.Where(entry => entry.What == "test").Select(entry => int.Parse(entry.Detail!, CultureInfo.InvariantCulture)));
        Assert.Equal(lost == 0 ? [] : [$"{lost} entries: the disk took nothing for too long"], lines.Where(entry => entry.What == "audit.lost").Select(entry => entry.Detail));
        (await folder.RunAsync("audit", "verify")).Ends(ExitCode.Done);
    }

    private static AuditEntry Entry(int number) => new("test", AuditEntry.Ok, AuditActor.Hub) { Detail = $"{number}" };
}
