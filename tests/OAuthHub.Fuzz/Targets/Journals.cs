using System.Buffers.Binary;
using System.IO.Hashing;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;

namespace OAuthHub.Fuzz.Targets;

/// <summary>The journal's file as a crash or a disk may leave it, and an answer that lies in it.</summary>
internal static class Journals
{
    public static void Check(byte[] input)
    {
        CheckAnswer(input);
        CheckEntry(input);
        var path = Path.Combine(Path.GetTempPath(), $"oauthhub-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.journal");
        File.WriteAllBytes(path, input);
        try
        {
            using var file = JournalFile.TryAdopt(path) ?? throw new IOException("The journal of this process is held by another.");
            var entries = file.Read();
            var whole = 0;
            foreach (var entry in entries) whole += 8 + entry.Length;
            FuzzTarget.Demand(whole <= input.Length, "no entry is made up");
            FuzzTarget.Demand(entries.Count == 0 || Crc32.HashToUInt32(entries[0]) != 0 || entries[0].Length > 0, "an entry has its sum");
            if (entries.Count > 0 && !file.IsTorn) FuzzTarget.Demand(BinaryPrimitives.ReadInt32BigEndian(input) == entries[0].Length, "the first is the first");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void CheckEntry(byte[] input)
    {
        try
        {
            var entry = JournalCodec.Read(input);
            FuzzTarget.Demand(11 + entry.Name.Id.Length <= input.Length && entry.Answer.Length < input.Length, "no part of an entry is made up");
        }
        catch (VaultIntegrityException)
        {
            // No entry.
        }
    }

    private static void CheckAnswer(byte[] input)
    {
        if (RawAnswer.Deserialize(input) is { } answer)
            FuzzTarget.Demand(RawAnswer.Deserialize(answer.Serialize())!.Body.AsSpan().SequenceEqual(answer.Body), "an answer is kept as it was read");
    }
}
