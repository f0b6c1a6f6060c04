using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>The lines of the witness under a new master key.</summary>
internal sealed partial class Witness
{
    private const int AtOnce = 500;

    /// <summary>
    /// Seals each line anew that is not under this key, which must be the newest: also that of a record whose row was sealed anew by a process
    /// that died before it wrote the line, or whose row is gone.
    /// </summary>
    public void SealAnew(string keyId)
    {
        lock (gate)
        {
            Flush();
            foreach (var some in Lines().Where(line => !string.Equals(Sealer.KeyIdOf(line.Properties), keyId, StringComparison.Ordinal)).ToList().Chunk(AtOnce))
                SqliteFile.InTransaction(connection, () =>
                {
                    foreach (var (id, generation, properties) in some)
                        SqliteFile.Scalar(
                            connection, "UPDATE seen SET properties = $next WHERE id = $id AND generation = $generation AND properties = $properties",
                            ("$next", (object?)Again(id, generation, properties) ?? DBNull.Value), ("$id", id.Bytes), ("$generation", generation), ("$properties", properties));
                });
        }
    }

    /// <summary>Null: it says nothing that can be read.</summary>
    private byte[]? Again(RowId id, long generation, byte[] properties) =>
        seals.OpenProperties(id, generation, properties) is { } known ? seals.SealProperties(id, generation, known.Name, known.Properties) : null;

    private IEnumerable<(RowId Id, long Generation, byte[] Properties)> Lines()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, generation, properties FROM seen WHERE properties IS NOT NULL";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return (new RowId((byte[])reader[0]), reader.GetInt64(1), (byte[])reader[2]);
    }
}
