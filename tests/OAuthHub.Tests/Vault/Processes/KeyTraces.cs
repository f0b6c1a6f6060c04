using System.Text;
using Microsoft.Data.Sqlite;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.Processes;

/// <summary>What the files of a hub tell of master keys to whoever has none of them.</summary>
internal static class KeyTraces
{
    /// <summary>Rows of the vault file that are sealed under the key, and all of them; looked at without writing anything.</summary>
    public static (int Under, int All) Count(TemporaryFolder folder, string keyId)
    {
        using var file = Open(folder);
        using var command = file.CreateCommand();
        command.CommandText = $"SELECT count(CASE WHEN {Under(keyId)} THEN 1 END), count(*) FROM record";
        using var row = command.ExecuteReader();
        Assert.True(row.Read());
        return (row.GetInt32(0), row.GetInt32(1));
    }

    /// <summary>In SQL, of a row of the vault file: it is sealed under the key, whose id stands behind "OHV1", the suite and its length.</summary>
    public static string Under(string keyId) => $"substr(sealed, 7, {keyId.Length}) = CAST('{keyId}' AS BLOB)";

    /// <summary>The names of the header's entries.</summary>
    public static IReadOnlyList<string> Header(TemporaryFolder folder) => Texts(folder, "SELECT name FROM header ORDER BY name");

    /// <summary>The first letter of the header's note of a move; empty when there is none.</summary>
    public static string MovePhase(TemporaryFolder folder) => Texts(folder, "SELECT CAST(substr(value, 1, 1) AS TEXT) FROM header WHERE name = 'move'").SingleOrDefault() ?? "";

    /// <summary>Files below the folder of hubs that have ended in which these bytes stand anywhere, in use or not.</summary>
    public static IReadOnlyList<string> Naming(TemporaryFolder folder, string text)
    {
        var searched = Encoding.ASCII.GetBytes(text);
        return [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(searched) >= 0)];
    }

    private static List<string> Texts(TemporaryFolder folder, string sql)
    {
        using var file = Open(folder);
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read()) texts.Add(rows.GetString(0));
        return texts;
    }

    private static SqliteConnection Open(TemporaryFolder folder)
    {
        var file = new SqliteConnection($"Data Source={folder.File("vault.db")};Mode=ReadOnly;Pooling=False;Default Timeout=10");
        file.Open();
        return file;
    }
}
