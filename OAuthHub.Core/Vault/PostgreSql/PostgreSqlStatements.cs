namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>The statements of the store, each of which is a transaction of its own. Where a row is compared, the comparison and the write are one.</summary>
internal sealed class PostgreSqlStatements(string schema)
{
    private const string Columns = "id, generation, sealed, answer_generation, answer";
    private const string IsExpected = "id = $1 AND generation = $2 AND sealed IS NOT DISTINCT FROM $3 AND answer_generation IS NOT DISTINCT FROM $4 AND answer IS NOT DISTINCT FROM $5";

    private readonly string record = $"\"{schema}\".record";
    private readonly string header = $"\"{schema}\".header";

    public string ReadHeader => field ??= $"SELECT name, value FROM {header}";

    /// <summary>With <see cref="CreateHeader"/> in one transaction: of two that make a vault, the second sees what the first has made.</summary>
    public string LockHeader => field ??= $"SELECT pg_advisory_xact_lock(hashtextextended('oauthhub/header/{schema}', 0))";

    public string CreateHeader => field ??= $"INSERT INTO {header} (name, value) SELECT * FROM unnest($1, $2) WHERE NOT EXISTS (SELECT 1 FROM {header})";

    public string HasHeader => field ??= $"SELECT 1 FROM {header} WHERE name = $1";

    public string InsertHeader => field ??= $"INSERT INTO {header} (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    public string UpdateHeader => field ??= $"UPDATE {header} SET value = $3 WHERE name = $1 AND value = $2";

    public string DeleteHeader => field ??= $"DELETE FROM {header} WHERE name = $1 AND value = $2";

    public string Read => field ??= $"SELECT {Columns} FROM {record} WHERE id = $1";

    public string Generation => field ??= $"SELECT generation FROM {record} WHERE id = $1";

    /// <summary>By the key, which never changes: every row once, without a snapshot that would have to be held until the last.</summary>
    public string Page => field ??= $"SELECT {Columns} FROM {record} WHERE id > $1 ORDER BY id LIMIT $2";

    /// <summary>A new record, also where an answer stands that has none.</summary>
    public string Insert => field ??= $"INSERT INTO {record} AS r (id, generation, sealed) VALUES ($1, 1, $2) ON CONFLICT (id) DO UPDATE SET generation = 1, sealed = $2 WHERE r.generation = 0";

    public string Update => field ??= $"UPDATE {record} SET generation = $2 + 1, sealed = $3 WHERE id = $1 AND generation = $2";

    public string Answer => field ??= $"INSERT INTO {record} (id, generation, answer_generation, answer) VALUES ($1, 0, $2, $3) ON CONFLICT (id) DO UPDATE SET answer_generation = $2, answer = $3";

    /// <summary>
    /// The record if its generation is the expected one, the answer in any case. Gives the generation that stands there afterwards, and
    /// whether it is ours: no two seals are alike.
    /// </summary>
    public string Both => field ??= $"""
        INSERT INTO {record} AS r ({Columns}) VALUES ($1, CASE WHEN $2 = 0 THEN 1 ELSE 0 END, CASE WHEN $2 = 0 THEN $3 END, $4, $5)
        ON CONFLICT (id) DO UPDATE SET
            generation = CASE WHEN r.generation = $2 THEN $2 + 1 ELSE r.generation END,
            sealed = CASE WHEN r.generation = $2 THEN $3 ELSE r.sealed END,
            answer_generation = $4, answer = $5
        RETURNING generation, sealed IS NOT DISTINCT FROM $3
        """;

    public string Delete => field ??= $"DELETE FROM {record} WHERE id = $1 AND generation = $2 AND sealed IS NOT NULL";

    public string ReplaceNothing => field ??= $"INSERT INTO {record} ({Columns}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

    public string Replace => field ??= $"UPDATE {record} SET generation = $6, sealed = $7, answer_generation = $8, answer = $9 WHERE {IsExpected}";

    public string Remove => field ??= $"DELETE FROM {record} WHERE {IsExpected}";

    public string Check => field ??= $"UPDATE \"{schema}\".version SET number = number";
}
