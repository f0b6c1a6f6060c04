using System.Text;
using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Refresh;

namespace OAuthHub.Tests.Connections;

public sealed class ConnectionRecordTests
{
    [Fact]
    public void Records_of_one_platform_share_what_is_the_same_in_all()
    {
        var (one, other) = (Read(_ => { }), Read(_ => { }));
        Assert.Same(one.PlatformId, other.PlatformId);
        Assert.Same(one.PlatformId, ConnectionSummary.Of(other, 1).PlatformId);
        Assert.Same(one.Stored, other.Stored);
        Assert.Same(one.Tokens!.Others, other.Tokens!.Others);
    }

    [Fact]
    public void A_record_that_says_nothing_of_values_and_further_tokens_has_none()
    {
        var read = Read(record => (record["stored"], record["tokens"]!["others"]) = (null, null));
        Assert.Empty(read.Stored);
        Assert.Empty(read.Tokens!.Others);
    }

    private static Connection Read(Action<JsonNode> change)
    {
        var record = JsonNode.Parse(ConnectionCodec.Write(Samples.Connection()))!;
        change(record);
        return ConnectionCodec.Read(Encoding.UTF8.GetBytes(record.ToJsonString()));
    }
}
