using Npgsql;
using NpgsqlTypes;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>The values of a statement, in its order. Their types are said: a null has none of its own.</summary>
internal static class SqlValue
{
    public static NpgsqlParameter Text(string text) => Value(NpgsqlDbType.Text, text);

    public static NpgsqlParameter Number(long? number) => Value(NpgsqlDbType.Bigint, number);

    public static NpgsqlParameter Blob(byte[]? bytes) => Value(NpgsqlDbType.Bytea, bytes);

    public static NpgsqlParameter Texts(IEnumerable<string> texts) => Value(NpgsqlDbType.Array | NpgsqlDbType.Text, texts.ToArray());

    public static NpgsqlParameter Blobs(IEnumerable<byte[]> blobs) => Value(NpgsqlDbType.Array | NpgsqlDbType.Bytea, blobs.ToArray());

    private static NpgsqlParameter Value(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

/// <summary>One of several statements that are sent together.</summary>
internal readonly struct SqlStatement(string sql, params NpgsqlParameter[] values)
{
    public string Sql => sql;

    public IReadOnlyList<NpgsqlParameter> Values => values;
}
