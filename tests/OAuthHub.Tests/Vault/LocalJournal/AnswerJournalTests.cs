using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault.LocalJournal;

public sealed class AnswerJournalTests : IDisposable
{
    private readonly VaultFiles files = new();
    private readonly EncryptedFileVault vault;

    public AnswerJournalTests() => vault = files.Open();

    private string Folder => files.Paths.LocalJournal;

    private string[] Journals => Directory.GetFiles(Folder, "*.journal");

    [Fact]
    public async Task F25_what_a_dead_process_held_is_in_the_vaults_journal_after_the_next_start()
    {
        LeaveBehind(Entry("a", 1, "answer a"), Entry("b", 7, "answer b"));
        await RecoverAsync();
        Assert.Equal("answer a", await AnswerAsync("a"));
        Assert.Equal("answer b", await AnswerAsync("b"));
        Assert.Empty(Journals);
    }

    [Fact]
    public async Task A_file_whose_process_lives_is_left_alone()
    {
        using var living = Journal();
        living.Open();
        Assert.True(living.Hold(Entry("a", 1, "mine")));
        await RecoverAsync();
        Assert.Null(await AnswerAsync("a"));
        Assert.Single(Journals);
    }

    [Fact]
    public void What_the_vault_took_is_forgotten_and_an_empty_file_goes_with_its_process()
    {
        var journal = Journal();
        journal.Open();
        journal.Hold(Entry("a", 1, "one"));
        journal.Hold(Entry("b", 1, "two"));
        journal.Release(VaultFiles.Name("a"));
        Assert.True(JournalPeek.HoldsSomething(Folder));
        journal.Release(VaultFiles.Name("b"));
        Assert.False(JournalPeek.HoldsSomething(Folder));
        journal.Hold(Entry("c", 1, "three"));
        journal.Release(VaultFiles.Name("c"));
        journal.Dispose();
        Assert.Empty(Journals);
        Assert.False(journal.Hold(Entry("d", 1, "four")));
    }

    [Fact]
    public void F21_torn_at_any_byte_it_gives_the_whole_entries_before()
    {
        var path = LeaveBehind(Entry("a", 1, "first"), Entry("b", 1, "second"), Entry("c", 1, "third"));
        var (bytes, ends) = Used(path);
        for (var cut = 0; cut <= ends[^1]; cut++)
        {
            byte[] torn = bytes[..cut], inItsRoom = [.. torn, .. new byte[4096]];
            File.WriteAllBytes(path, torn);
            Assert.Equal(ends.Count(end => end <= cut), Read(path).Count);
            // The room that was reserved stands behind it; where only zeros were cut off, it makes the entry whole again.
            File.WriteAllBytes(path, inItsRoom);
            Assert.Equal(ends.Count(end => bytes.AsSpan(0, end).SequenceEqual(inItsRoom.AsSpan(0, end))), Read(path).Count);
        }
    }

    [Fact]
    public async Task F21_a_torn_file_is_recovered_as_far_as_it_goes_and_kept_aside()
    {
        var path = LeaveBehind(Entry("a", 1, "first"), Entry("b", 1, "second"));
        var (bytes, ends) = Used(path);
        File.WriteAllBytes(path, bytes[..(ends[1] - 3)]);
        await RecoverAsync();
        Assert.Equal("first", await AnswerAsync("a"));
        Assert.Null(await AnswerAsync("b"));
        Assert.Empty(Journals);
        Assert.Single(Directory.GetFiles(Folder)); // nothing that may hold tokens is destroyed
    }

    [Fact]
    public async Task F21_a_changed_byte_costs_the_entry_it_is_in_and_no_other()
    {
        var path = LeaveBehind(Entry("a", 1, "first"), Entry("b", 1, "second"), Entry("c", 1, "third"));
        var (bytes, ends) = Used(path);
        bytes[ends[0] + 40] ^= 1;
        File.WriteAllBytes(path, bytes);
        await RecoverAsync();
        Assert.Equal("first", await AnswerAsync("a"));
        Assert.Null(await AnswerAsync("b"));
        Assert.Equal("third", await AnswerAsync("c"));
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void F21_changed_anywhere_nothing_throws()
    {
        var path = LeaveBehind(Entry("a", 1, "first"), Entry("b", 1, "second"));
        var (bytes, ends) = Used(path);
        for (var at = 0; at < ends[^1]; at++)
        {
            bytes[at] ^= 0xFF;
            File.WriteAllBytes(path, bytes);
            Assert.InRange(Read(path).Count, 0, 1);
            bytes[at] ^= 0xFF;
        }
    }

    [Fact]
    public async Task What_cannot_be_opened_does_not_stop_the_start_and_is_kept()
    {
        using (var other = new VaultFiles())
        using (var otherVault = other.Open())
        {
            var foreign = new AnswerJournal(files.Paths, new KeyRing([other.Key]), otherVault, NullLogger<AnswerJournal>.Instance);
            foreign.Open();
            foreign.Hold(Entry("x", 1, "of another vault"));
            foreign.Dispose();
        }
        LeaveBehind(Entry("a", 1, "first"));
        await RecoverAsync();
        Assert.Equal("first", await AnswerAsync("a"));
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Theory]
    [InlineData(3, "older", "new tokens")] // half an answer of an earlier try of the same generation
    [InlineData(2, "older", "new tokens")]
    [InlineData(4, "of a later exchange", "of a later exchange")]
    [InlineData(3, "", "")] // the connection was ended meanwhile
    public async Task The_answer_with_tokens_takes_the_place_of_what_an_earlier_try_left(long generation, string known, string expected)
    {
        await vault.CommitAsync(new VaultCommit(null, Entry("a", generation, known)), CancellationToken.None);
        LeaveBehind(Entry("a", 3, "new tokens"));
        await RecoverAsync();
        Assert.Equal(expected, await AnswerAsync("a"));
    }

    [Fact]
    public async Task F20_a_recovery_that_is_interrupted_again_and_again_ends_as_if_it_had_not_been()
    {
        var path = LeaveBehind(Entry("a", 1, "answer a"), Entry("b", 1, "answer b"), Entry("c", 1, "answer c"));
        var bytes = await File.ReadAllBytesAsync(path);
        for (var round = 0; round < 3; round++)
        {
            await RecoverAsync(); // and dies before the file is gone
            await File.WriteAllBytesAsync(path, bytes);
        }
        await RecoverAsync();
        Assert.Equal(("answer a", "answer b", "answer c"), (await AnswerAsync("a"), await AnswerAsync("b"), await AnswerAsync("c")));
        vault.Dispose();
        LeaveBehind(Entry("a", 2, "later"));
        await Assert.ThrowsAsync<VaultUnavailableException>(RecoverAsync);
        Assert.Single(Journals);
    }

    [Fact]
    public async Task The_file_tells_nothing_and_is_for_its_owner_alone()
    {
        var path = LeaveBehind(Entry("connection-MARK", 1, "secret-MARK"));
        Assert.DoesNotContain("MARK", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Several_of_one_process_do_not_meet()
    {
        using AnswerJournal one = Journal(), other = Journal();
        one.Open();
        other.Open();
        Assert.Equal(2, Journals.Length);
    }

    public void Dispose()
    {
        vault.Dispose();
        files.Dispose();
    }

    private AnswerJournal Journal() => new(files.Paths, new KeyRing([files.Key]), vault, NullLogger<AnswerJournal>.Instance);

    private async Task RecoverAsync()
    {
        using var journal = Journal();
        await journal.RecoverAsync(CancellationToken.None);
    }

    /// <summary>What a process leaves that died before the vault took its answers.</summary>
    private string LeaveBehind(params JournalEntry[] entries)
    {
        var before = Directory.Exists(Folder) ? Journals : [];
        using var journal = Journal();
        journal.Open();
        foreach (var entry in entries) Assert.True(journal.Hold(entry));
        return Journals.Except(before).Single();
    }

    private async Task<string?> AnswerAsync(string id) =>
        await vault.ReadJournalAsync(VaultFiles.Name(id), CancellationToken.None) is { } entry ? Encoding.UTF8.GetString(entry.Answer.Span) : null;

    private static JournalEntry Entry(string id, long generation, string answer) => new(VaultFiles.Name(id), generation, Encoding.UTF8.GetBytes(answer));

    private static IReadOnlyList<byte[]> Read(string path)
    {
        using var file = JournalFile.TryAdopt(path)!;
        return file.Read();
    }

    private static (byte[] Bytes, int[] Ends) Used(string path)
    {
        var end = 0;
        var ends = Read(path).Select(entry => end += 8 + entry.Length).ToArray();
        return (File.ReadAllBytes(path)[..end], ends);
    }
}
