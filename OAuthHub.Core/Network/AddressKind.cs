namespace OAuthHub.Core.Network;

/// <summary>What an address is to a hub that goes where people send it.</summary>
public enum AddressKind
{
    /// <summary>On the public internet.</summary>
    Public,

    /// <summary>Of a network of one's own, or of none. The operator may allow it.</summary>
    Private,

    /// <summary>Where machines keep what they tell nobody else, or nowhere at all. Nobody may allow it.</summary>
    Forbidden,
}
