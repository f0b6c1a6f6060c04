using System.Text;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>What becomes of documents in KV version 2: their versions, their removal, and answers that are lost.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private static readonly RowId Id = RowId.Parse(new string('a', 64));

    private HashiCorpVaultSteps steps = null!;

    private FakeHashiCorpVault Server => steps.Server;

    private string Path => $"oauthhub/{Id}";

    public async Task InitializeAsync() => steps = await HashiCorpVaultSteps.StartAsync();

    public async Task DisposeAsync() => await steps.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task An_older_version_is_gone_for_good_whatever_the_engine_keeps(int maxVersions)
    {
        Server.Kv.MaxVersions = maxVersions;
        var store = await steps.OpenRowsAsync();
        for (var generation = 0; generation < 4; generation++) await CommitAsync(store, generation, $"token-{generation}");
        Assert.All(Enumerable.Range(0, 3), generation => Assert.DoesNotContain(Server.Kv.Contents, content => Holds(content, $"token-{generation}")));
        Assert.Single(Server.Kv.Contents, content => Holds(content, "token-3"));
        Assert.Equal(maxVersions > 1, steps.Logs.All.Contains("keeps several versions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_stopped_writer_left_behind_is_destroyed_with_the_next_write()
    {
        Server.Kv.MaxVersions = 10;
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "token-0");
        Server.Fault = new FakeFault(FaultKind.ErrorBefore, "POST", "destroy");
        await CommitAsync(store, 1, "token-1");
        Assert.Contains(Server.Kv.Contents, content => Holds(content, "token-0"));
        Server.Fault = null;
        await CommitAsync(store, 2, "token-2");
        Assert.DoesNotContain(Server.Kv.Contents, content => Holds(content, "token-0") || Holds(content, "token-1"));
    }

    [Fact]
    public async Task A_write_is_one_read_and_one_request()
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        var before = Server.Requests.Count;
        await CommitAsync(store, 1, "second");
        Assert.Equal([$"GET secret/data/{Path}", $"POST secret/data/{Path}"], Server.Requests.Skip(before));
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.ErrorAfter)]
    [InlineData(FaultKind.HangAfter)]
    public async Task A_write_whose_answer_is_lost_is_found_again(FaultKind kind)
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Server.Fault = new FakeFault(kind, "POST", "secret/data/oauthhub/a", times: 1);
        Assert.Equal(new VaultWriteOutcome.Written(2), await CommitAsync(store, 1, "second"));
        Assert.Equal(1, Server.Fault.Struck);
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.ErrorAfter)]
    public async Task A_removal_and_a_header_entry_whose_answer_is_lost_are_found_again(FaultKind kind)
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Server.Fault = new FakeFault(kind, "POST", "secret/data/oauthhub/a", times: 1);
        Assert.True(await store.DeleteAsync(Id, 1, CancellationToken.None));
        Server.Fault = new FakeFault(kind, "POST", "secret/data/oauthhub/header", times: 1);
        Assert.True(await store.CreateHeaderAsync(new Dictionary<string, byte[]> { ["one"] = [1] }, CancellationToken.None));
        Server.Fault = new FakeFault(kind, "POST", "secret/data/oauthhub/header", times: 1);
        Assert.True(await store.ReplaceHeaderAsync("one", [1], [2], CancellationToken.None));
        Assert.Equal(1, Server.Fault.Struck);
    }

    [Theory]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.HangBefore)]
    public async Task A_write_that_did_not_happen_is_not_taken_for_one(FaultKind kind)
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Server.Fault = new FakeFault(kind, "POST", "secret/data/oauthhub/a", times: 1);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => CommitAsync(store, 1, "second"));
        Assert.Equal(1, (await store.ReadAsync(Id, CancellationToken.None))!.Generation);
        Assert.Equal(new VaultWriteOutcome.Written(2), await CommitAsync(store, 1, "second"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("")]
    public async Task A_write_ends_within_ten_seconds_whatever_hangs(string method)
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Server.Fault = new FakeFault(FaultKind.HangBefore, method);
        await using var time = new OwnTime();
        await Assert.ThrowsAsync<VaultUnavailableException>(() => CommitAsync(store, 1, "second"));
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_gets_it()
    {
        var store = await steps.OpenRowsAsync();
        Server.Fault = new FakeFault(FaultKind.Busy, times: 3);
        Assert.Equal(new VaultWriteOutcome.Written(1), await CommitAsync(store, 0, "first"));
        Server.Fault = new FakeFault(FaultKind.Busy) { RetryAfter = "60" };
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => CommitAsync(store, 1, "second"));
        Assert.Contains("rate limit quota", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_document_leaves_no_content_at_once_and_no_name_after_a_day()
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Assert.True(await store.DeleteAsync(Id, 1, CancellationToken.None));
        Assert.DoesNotContain(Server.Kv.Contents, content => content.Contains("document", StringComparison.Ordinal));
        Assert.Empty(await ListAsync(store));
        Assert.True(Server.Kv.Exists(Path));
        steps.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Empty(await ListAsync(store));
        Assert.False(Server.Kv.Exists(Path));
        Assert.Equal(new VaultWriteOutcome.Written(1), await CommitAsync(store, 0, "again"));
    }

    [Fact]
    public async Task A_removal_is_refused_when_somebody_wrote_after_it_had_looked()
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        var read = await store.ReadAsync(Id, CancellationToken.None);
        await store.CommitAsync(new SealedStep(Id, -1, null, null, new SealedAnswer(1, "an answer"u8.ToArray())), CancellationToken.None);
        Assert.False(await store.ReplaceAsync(Id, read, null, CancellationToken.None));
        Assert.NotNull((await store.ReadAsync(Id, CancellationToken.None))!.Answer);
    }

    [Fact]
    public async Task A_name_that_was_removed_is_written_again_at_once()
    {
        var store = await steps.OpenRowsAsync();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(new VaultWriteOutcome.Written(1), await CommitAsync(store, 0, $"round-{round}"));
            Assert.True(await store.DeleteAsync(Id, 1, CancellationToken.None));
            Assert.Null(await store.ReadAsync(Id, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Whoever_writes_where_a_name_is_just_going_waits_until_it_is_gone()
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        await store.DeleteAsync(Id, 1, CancellationToken.None);
        steps.Clock.Advance(TimeSpan.FromHours(25));
        Server.Fault = new FakeFault(FaultKind.HangBefore, "DELETE", times: 1); // marked as going, and the removal is on its way
        var listing = ListAsync(store);
        await Waiting.UntilAsync(() => Server.Fault!.Struck == 1);
        var writing = CommitAsync(store, 0, "second");
        await Waiting.UntilAsync(() => Server.Requests.Count(request => request == $"GET secret/data/{Path}") > 4);
        Assert.False(writing.IsCompleted);
        Server.Kv.Handle("DELETE", "metadata", Path, null, new Dictionary<string, string>()); // now it arrives
        Assert.Equal(new VaultWriteOutcome.Written(1), await writing);
        await listing;
        Assert.Contains(Server.Kv.Contents, content => Holds(content, "second"));
    }

    [Theory]
    [InlineData("data", "DELETE")]
    [InlineData("destroy", "PUT")]
    public async Task A_document_that_somebody_deleted_by_hand_is_not_there_and_can_be_written_again(string operation, string method)
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        await CommitAsync(store, 1, "second");
        Server.Kv.Handle(method, operation, Path, new() { ["versions"] = new System.Text.Json.Nodes.JsonArray(2) }, new Dictionary<string, string>());
        steps.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await store.ReadAsync(Id, CancellationToken.None));
        Assert.Empty(await ListAsync(store));
        Assert.Equal(new VaultWriteOutcome.Written(1), await CommitAsync(store, 0, "third"));
        Assert.Single(await ListAsync(store));
    }

    [Fact]
    public async Task An_engine_that_is_gone_is_no_empty_vault()
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Server.Mounts.Clear();
        Server.Policies[FakeHashiCorpVault.PolicyName] = HclPolicy.Parse("path \"*\" { capabilities = [\"create\", \"read\", \"update\", \"list\", \"delete\"] }");
        Assert.Contains("KV version 2", (await Assert.ThrowsAsync<VaultUnavailableException>(async () => await store.ReadAsync(Id, CancellationToken.None))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => ListAsync(store));
    }

    [Fact]
    public async Task What_else_lies_in_the_folder_and_what_vanishes_meanwhile_is_not_listed()
    {
        var store = await steps.OpenRowsAsync();
        await CommitAsync(store, 0, "first");
        Server.Kv.Handle("POST", "metadata", "oauthhub/" + new string('b', 64), new() { ["max_versions"] = 1 }, new Dictionary<string, string>()); // named, and nothing is there
        Server.Kv.Handle("POST", "data", "oauthhub/notes", new() { ["data"] = new System.Text.Json.Nodes.JsonObject() }, new Dictionary<string, string>());
        Server.Kv.Handle("POST", "data", "oauthhub/deeper/x", new() { ["data"] = new System.Text.Json.Nodes.JsonObject() }, new Dictionary<string, string>());
        Assert.Equal(Id, Assert.Single(await ListAsync(store)).Id);
    }

    [Fact]
    public async Task A_listing_reads_several_at_once_and_each_once()
    {
        var store = await steps.OpenRowsAsync();
        for (var i = 0; i < 100; i++) await store.CommitAsync(Step(RowId.Parse($"{i:x64}"), 0, "one"), CancellationToken.None);
        var before = Server.Requests.Count;
        Assert.Equal(100, (await ListAsync(store)).Count);
        Assert.Equal(101, Server.Requests.Count - before);
    }

    private static SealedStep Step(RowId id, long expected, string record) => new(id, expected, Encoding.UTF8.GetBytes(record), null, null);

    private static Task<VaultWriteOutcome> CommitAsync(IRecordStore store, long expected, string record) => store.CommitAsync(Step(Id, expected, record), CancellationToken.None);

    private static async Task<List<SealedRow>> ListAsync(IRecordStore store)
    {
        var rows = new List<SealedRow>();
        await foreach (var row in store.ListAsync(whole: true, CancellationToken.None)) rows.Add(row);
        return rows;
    }

    private static bool Holds(string content, string record) =>
        System.Text.Json.Nodes.JsonNode.Parse(content)!["document"]?.GetValue<string>() is { } document && Encoding.UTF8.GetString(Convert.FromBase64String(document)).Contains(record, StringComparison.Ordinal);
}
