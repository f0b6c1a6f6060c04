using System.Text;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>The vectors of docs/security/crypto.md: whoever writes another reader of the format can check theirs against them.</summary>
public sealed class CryptoVectorTests
{
    private static readonly Dictionary<string, string> Rows = File.ReadAllText(Repository.File("docs", "security", "crypto.md")).Split('\n')
        .Where(row => row.StartsWith("| ", StringComparison.Ordinal) && row.Count(c => c == '|') == 3).Select(row => row.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[1], cells => cells[2].Split('`') is [_, var value, ..] ? value : cells[2]);

    private static readonly MasterKey Master = MasterKey.TryParse(Rows["master key"])!;
    private static readonly SealContext Place = new("deployment", "record", new byte[] { 1, 2, 3, 4 }, 7);

    [Fact]
    public void The_key_has_the_documented_name_and_purpose_key()
    {
        Assert.Equal(Rows["key id"], Master.Id);
        Assert.Equal(Rows["purpose key"], Convert.ToHexStringLower(Master.Derive("record", "deployment")));
    }

    [Fact]
    public void The_place_has_the_documented_additional_data() => Assert.Equal(Rows["additional data"], Convert.ToHexStringLower(Place.AdditionalData(Master.Id, 1)));

    [Fact]
    public void The_documented_seal_opens() => Assert.Equal(Rows["content"], Encoding.UTF8.GetString(new Sealer(new KeyRing([Master])).Open(Place, Convert.FromBase64String(Rows["seal, base64"]))));
}
