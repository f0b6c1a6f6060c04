using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault.LocalJournal;

/// <summary>Answers beside the vault: whole entries survive whatever happens to the end of the file.</summary>
public sealed class AnswerJournalTests : IDisposable
{
    private readonly VaultFiles files = new();

    [Fact]
    public async Task F21_a_journal_torn_at_any_byte_gives_the_entries_before_the_tear()
    {
        var whole = Leave("one", "two", "three");
        var ends = Ends(whole);
        for (var length = 0; length <= ends[^1]; length++)
        {
            Put([.. whole.Take(length), .. new byte[64]]); // what was not written is zero, as in the reserved room
            Assert.Equal(ends.Count(end => end <= length), await RecoverAsync());
        }
    }

    [Fact]
    public async Task F21_a_changed_byte_ends_the_reading_there_and_is_told_from_a_right_entry()
    {
        var whole = Leave("one", "two", "three");
        var ends = Ends(whole);
        for (var at = 0; at < ends[^1]; at += 3)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 0x10;
            Put(changed);
            Assert.Equal(ends.Count(end => end <= at), await RecoverAsync());
        }
    }

    [Fact]
    public async Task An_older_answer_does_not_replace_a_newer_one()
    {
        Put(Leave("one"));
        using var vault = files.Open();
        await vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("one"), 9, "newer"u8.ToArray())), CancellationToken.None);
        await RecoverIntoAsync(vault);
        Assert.Equal(9, (await vault.ReadJournalAsync(VaultFiles.Name("one"), CancellationToken.None))!.TokenGeneration);
    }

    [Fact]
    public void The_file_of_a_process_that_lives_is_left_alone_and_goes_with_it()
    {
        using var vault = files.Open();
        using (var first = Journal(vault))
        {
            first.Open();
            Assert.True(first.Hold(Entry("one")));
            var path = Assert.Single(Directory.GetFiles(files.Paths.LocalJournal));
            Assert.Null(JournalFile.TryAdopt(path));
            Assert.DoesNotContain("answer of one", File.ReadAllText(CopyOf(path)), StringComparison.Ordinal);
            first.Release(VaultFiles.Name("one"));
        }
        Assert.Empty(Directory.GetFiles(files.Paths.LocalJournal));
    }

    public void Dispose() => files.Dispose();

    private AnswerJournal Journal(IVault vault) => new(files.Paths, new KeyRing([files.Key]), vault, NullLogger<AnswerJournal>.Instance);

    private static JournalEntry Entry(string id) => new(VaultFiles.Name(id), 1, System.Text.Encoding.UTF8.GetBytes("answer of " + id));

    /// <summary>The bytes that a process leaves which died with these answers held.</summary>
    private byte[] Leave(params string[] ids)
    {
        using var vault = files.Open();
        using var journal = Journal(vault);
        journal.Open();
        foreach (var id in ids) Assert.True(journal.Hold(Entry(id)));
        var copy = CopyOf(Directory.GetFiles(files.Paths.LocalJournal).Single());
        foreach (var id in ids) journal.Release(VaultFiles.Name(id));
        return File.ReadAllBytes(copy)[..4096];
    }

    // The file is locked against .NET, not against the system's own copy.
    private string CopyOf(string path)
    {
        var copy = files.Paths.LocalJournal + ".copy";
        using var process = System.Diagnostics.Process.Start("cp", [path, copy]);
        process.WaitForExit();
        return copy;
    }

    private void Put(byte[] bytes)
    {
        foreach (var old in Directory.GetFiles(files.Paths.LocalJournal)) File.Delete(old);
        File.WriteAllBytes(Path.Combine(files.Paths.LocalJournal, "1-dead.journal"), bytes);
    }

    private static List<int> Ends(byte[] whole)
    {
        var ends = new List<int>();
        for (var at = 0; System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(whole.AsSpan(at)) is var length and > 0; ends.Add(at)) at += 8 + length;
        return ends;
    }

    private async Task<int> RecoverAsync()
    {
        using var vault = files.Open();
        return await RecoverIntoAsync(vault);
    }

    /// <summary>How many answers came back; each is taken out again for the next time.</summary>
    private async Task<int> RecoverIntoAsync(EncryptedFileVault vault)
    {
        using var journal = Journal(vault);
        await journal.RecoverAsync(CancellationToken.None);
        Assert.Empty(Directory.GetFiles(files.Paths.LocalJournal));
        var found = 0;
        foreach (var id in (string[])["one", "two", "three"])
            if (await vault.ReadJournalAsync(VaultFiles.Name(id), CancellationToken.None) is { TokenGeneration: 1 } entry)
            {
                Assert.Equal("answer of " + id, System.Text.Encoding.UTF8.GetString(entry.Answer.Span));
                found++;
            }
        files.Sql("DELETE FROM answer WHERE generation = 1");
        return found;
    }
}
