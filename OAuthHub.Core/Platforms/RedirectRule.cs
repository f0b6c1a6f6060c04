namespace OAuthHub.Core.Platforms;

/// <summary>What a platform demands of redirect addresses. What follows from it for this hub, <see cref="Registration.RedirectRules"/> says.</summary>
public enum RedirectRule
{
    /// <summary>https, also on the operator's own machine.</summary>
    HttpsOnly,

    /// <summary>https; http for localhost and loopback addresses.</summary>
    HttpsExceptLoopback,

    /// <summary>https; http for the name localhost, and nobody says whether for loopback addresses too.</summary>
    HttpsExceptLocalhostName,

    /// <summary>https; local addresses only while the app is in development, or with test keys.</summary>
    HttpInDevelopmentOnly,

    /// <summary>The name localhost is refused; an address such as 127.0.0.1 is not.</summary>
    NoLocalhostName,

    /// <summary>No address of the operator's own machine.</summary>
    NoLoopback,

    /// <summary>On loopback the port need not be the one that was registered (RFC 8252 section 7.3).</summary>
    LoopbackAnyPort,

    /// <summary>The whole address is registered and compared character by character.</summary>
    ExactMatch,

    /// <summary>What is registered is the beginning of the address.</summary>
    PrefixMatch,

    /// <summary>Only the host's name is registered.</summary>
    DomainOnly,

    /// <summary>Only scheme, host and port are registered.</summary>
    OriginOnly,

    /// <summary>An app has one redirect address.</summary>
    SingleAddress,
}
