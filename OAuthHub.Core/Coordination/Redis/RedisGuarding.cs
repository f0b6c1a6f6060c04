using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// A Redis that anybody can reach is a door: whoever can write it can keep the hub from working. Outside Development an open one stops the
/// start, unless the operator says that the network between is theirs alone.
/// </summary>
internal sealed class RedisGuarding(string connectionString, IHostEnvironment environment) : IValidateOptions<HubOptions>
{
    public ValidateOptionsResult Validate(string? name, HubOptions options) =>
        options.AllowInsecureRedis || environment.IsDevelopment() || Lacking(RedisLink.Parse(connectionString)) is not { } lacking
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"ConnectionStrings:redis leads to another machine without {lacking}. Give it as host:port,password=…,ssl=true; or, where nobody else is on the network between, " +
                "set OAuthHub:AllowInsecureRedis to true (OAuthHub__AllowInsecureRedis), which the dashboard then shows.");

    /// <summary>What the way to Redis lacks; null when it lacks nothing or does not leave this machine.</summary>
    public static string? Lacking(ConfigurationOptions options)
    {
        if (options.EndPoints.All(IsHere)) return null;
        return (string.IsNullOrEmpty(options.Password), options.Ssl) switch
        {
            (true, true) => "a password",
            (true, false) => "a password and without TLS",
            (false, false) => "TLS",
            (false, true) => null,
        };
    }

    /// <summary>Redis's default user, of which no access list takes anything away unless somebody wrote one for it.</summary>
    public static bool IsDefaultUser(ConfigurationOptions options) => options.User is not { Length: > 0 } user || user == "default";

    private static bool IsHere(EndPoint address) => address switch
    {
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
        DnsEndPoint dns => string.Equals(dns.Host, "localhost", StringComparison.OrdinalIgnoreCase),
        UnixDomainSocketEndPoint => true,
        _ => false,
    };
}
