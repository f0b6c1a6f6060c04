using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.Processes;

/// <summary>As long as it is not disposed of, a process that seals the vault file anew comes no further than this; what the hub writes beside it is let through.</summary>
internal sealed class Halt : IDisposable
{
    private readonly TemporaryFolder folder;

    private Halt(TemporaryFolder folder, string trigger)
    {
        this.folder = folder;
        Execute(trigger);
    }

    /// <summary>Whoever tells the processes to seal with a new key stands still while it writes that.</summary>
    public static Halt BeforeSealing(TemporaryFolder folder) => new(folder, $"""
        CREATE TRIGGER halt BEFORE INSERT ON header WHEN NEW.name = '{KeyNotes.SealingKey}'
        BEGIN SELECT count(*) FROM record a, record b, record c, record d; SELECT RAISE(FAIL, 'halt'); END
        """); // counts for longer than any test lasts

    /// <summary>A row that is there is not replaced once so many are under the key: what is refused is tried again for more than a minute.</summary>
    public static Halt AtRows(TemporaryFolder folder, string keyId, int count) => new(folder, $"""
        CREATE TRIGGER halt BEFORE INSERT ON record
        WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id) AND (SELECT count(*) FROM record WHERE {KeyTraces.Under(keyId)}) >= {count}
        BEGIN SELECT RAISE(FAIL, 'halt'); END
        """);

    public void Dispose() => Execute("DROP TRIGGER halt");

    private void Execute(string sql)
    {
        using var file = new SqliteConnection($"Data Source={folder.File("vault.db")};Pooling=False;Default Timeout=10");
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
