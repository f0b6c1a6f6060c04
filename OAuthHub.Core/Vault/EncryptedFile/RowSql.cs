using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>Whole rows, of records and of answers that have none.</summary>
internal static class RowSql
{
    private const string Columns = "r.generation, r.sealed, a.generation, a.sealed";

    public const string One = $"SELECT $id, {Columns} FROM (SELECT 1) LEFT JOIN record r ON r.id = $id LEFT JOIN answer a ON a.id = $id WHERE r.id IS NOT NULL OR a.id IS NOT NULL";

    public const string All = $"""
        SELECT r.id, {Columns} FROM record r LEFT JOIN answer a ON a.id = r.id
        UNION ALL SELECT a.id, 0, NULL, a.generation, a.sealed FROM answer a WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = a.id)
        """;

    public static SealedRow? ReadOne(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        return rows.Read() ? Read(rows) : null;
    }

    public static SealedRow Read(SqliteDataReader row) => new(
        new RowId((byte[])row[0]), row.IsDBNull(1) ? 0 : row.GetInt64(1), row[2] as byte[], null,
        row.IsDBNull(3) ? null : new SealedAnswer(row.GetInt64(3), (byte[])row[4]));
}
