using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;
using OAuthHub.Core.SignIn;

namespace OAuthHub.Api.SignIn;

/// <summary>
/// Reads the header in which a proxy names the person. Only a trusted proxy's word counts; the same header from elsewhere is as if it were not there,
/// and the log says so, once a minute.
/// </summary>
internal sealed partial class HeaderSignIn(IOptions<HeaderOptions> options, TimeProvider time, ILogger<HeaderSignIn> logger)
{
    private static readonly long Quiet = TimeSpan.FromMinutes(1).Ticks;

    private long loggedAt;

    /// <summary>Whether a trusted proxy speaks of somebody: then nothing else says who asks, a cookie least of all.</summary>
    public bool Speaks(HttpContext context)
    {
        if (options.Value.Name is not { } name || !context.Request.Headers.ContainsKey(name)) return false;
        if (options.Value.Trusts(context.Connection.RemoteIpAddress)) return true;
        Log("it comes from an address that is not in OAuthHub:SignIn:Header:TrustedProxies");
        return false;
    }

    /// <summary>Whom the proxy names, where <see cref="Speaks"/>. Null: nobody who may come in.</summary>
    public ClaimsPrincipal? Read(HttpContext context, string scheme)
    {
        var (rules, headers) = (options.Value, context.Request.Headers);
        if (rules.SecretName is { } secretName && !(headers[secretName] is [{ } presented] && Equal(presented, rules.Secret!))) return Nobody("the header of OAuthHub:SignIn:Header:SecretName is missing or wrong");
        if (headers[rules.Name!] is not [{ } user]) return Nobody("it was sent more than once");
        // What two headers were merged into is no name either, since a name has no comma; the start link's user has no other way in, nor has one whom an issuer named by a hash.
        if (!UserId.IsValid(user) || user == AgentKeys.LocalUser || user.StartsWith(OidcPerson.Prefix, StringComparison.Ordinal)) return Nobody("it is no name of a user");
        if (rules.Lists.RoleOf(user, user) is not { } role) return Nobody("whom it names is on no list of OAuthHub:SignIn:Header");
        return new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim("sub", user), new Claim(SignedInUser.WayClaim, SignInWay.Header), new Claim(SignedInUser.RoleClaim, role is SignInRole.Operator ? SessionRole.Operator : SessionRole.Person)], scheme));
    }

    private ClaimsPrincipal? Nobody(string why)
    {
        Log(why);
        return null;
    }

    private void Log(string why)
    {
        var (now, last) = (time.GetUtcNow().UtcTicks, Interlocked.Read(ref loggedAt));
        if (now - last >= Quiet && Interlocked.CompareExchange(ref loggedAt, now, last) == last) LogIgnored(logger, options.Value.Name!, why);
    }

    private static bool Equal(string one, string other) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The header {Header} signs nobody in: {Why}. Further ones of this minute are not logged")]
    private static partial void LogIgnored(ILogger logger, string header, string why);
}
