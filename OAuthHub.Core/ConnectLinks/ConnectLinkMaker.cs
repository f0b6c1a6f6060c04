using System.Buffers.Text;
using System.Security.Cryptography;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.ConnectLinks;

/// <summary>Makes connect links: 256 random bits each, of which only the hash is kept.</summary>
public sealed class ConnectLinkMaker(IConnectLinks links, HubAddress hub)
{
    /// <summary>Null: the key has made as many in this minute as it may.</summary>
    /// <exception cref="CoordinationUnavailableException">The links cannot be kept now.</exception>
    public async ValueTask<MadeLink?> MakeAsync(ConnectLink link, CancellationToken cancellationToken)
    {
        var token = new LinkToken(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        return await links.TryAddAsync(token.Fingerprint(), link, cancellationToken) ? new MadeLink(token, link.ExpiresAt) : null;
    }

    /// <summary>What the person opens. It is a secret: whoever has it may use the link.</summary>
    public string UrlOf(LinkToken token) => $"{hub.PublicUrl}/connect/{token.RevealSecret()}";
}

public sealed record MadeLink(LinkToken Token, DateTimeOffset ExpiresAt);
