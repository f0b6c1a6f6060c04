using System.Text;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Fuzz.Targets;

/// <summary>A row of a vault, as whoever can write to its backend may leave it; and what is inside a seal.</summary>
internal static class VaultRecords
{
    private const string Token = "secret-token";
    private static readonly byte[] Plaintext = Encoding.ASCII.GetBytes("what the seal holds");
    private static readonly Sealer Sealer = new(new KeyRing([MasterKey.TryParse(Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]))!]));
    private static readonly SealContext Place = new("deployment", "record", new byte[] { 1, 2, 3, 4 }, 7);

    /// <summary>Writes inputs to begin with, whole ones that a change of the format makes worthless.</summary>
    public static void WriteSeeds(string corpus)
    {
        var connection = new Connection
        {
            Id = "c1", User = "ada", PlatformId = "sandbox", Account = new Account("1", "Ada"), TokenGeneration = 1, GrantId = "grant", ConnectedAt = DateTimeOffset.UnixEpoch,
            Tokens = new TokenPair { AccessToken = new AccessToken(Token), RefreshToken = new RefreshToken(Token), TokenType = "Bearer", IssuedAt = DateTimeOffset.UnixEpoch },
        };
        File.WriteAllBytes(Path.Combine(corpus, "vault-record", "connection"), RecordFrame.Write(ConnectionCodec.Name(connection.Id), ConnectionCodec.Properties(connection), ConnectionCodec.Write(connection)));
        File.WriteAllBytes(Path.Combine(corpus, "vault-seal", "whole"), Sealer.Seal(Place, Plaintext));
    }

    /// <summary>Whether an input gets to the very end: a corpus without one asks nothing.</summary>
    public static bool Opens(byte[] input)
    {
        try
        {
            return Sealer.Open(Place, input).Length > 0;
        }
        catch (Exception refused) when (refused is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return false;
        }
    }

    public static void CheckSeal(byte[] input)
    {
        try
        {
            FuzzTarget.Demand(Sealer.Open(Place, input).AsSpan().SequenceEqual(Plaintext), "what opens is what was sealed");
        }
        catch (Exception refused) when (refused is VaultIntegrityException or VaultKeyUnavailableException)
        {
            // The two ways in which it may end.
        }
    }

    public static void CheckFrame(byte[] input)
    {
        VaultRecord record;
        try
        {
            record = RecordFrame.Read(1, input);
        }
        catch (VaultIntegrityException)
        {
            return;
        }
        FuzzTarget.Demand(RecordFrame.Read(1, RecordFrame.Write(record.Name, record.Properties, record.Secret.Span)) is var again && again.Name == record.Name && again.Secret.Span.SequenceEqual(record.Secret.Span), "a record is written as it was read");
        try
        {
            FuzzTarget.Demand(ConnectionCodec.Read(record.Secret).ToString() is { } shown && !shown.Contains(Token, StringComparison.Ordinal), "a connection does not print its tokens");
        }
        catch (VaultIntegrityException)
        {
            // No connection.
        }
    }
}
