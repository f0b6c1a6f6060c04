using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OAuthHub.ServiceDefaults;

/// <summary>
/// The framework's log categories that print addresses, and with them a callback's code and state, a start token, or a key that
/// somebody put into an address. They stay quiet whatever level is configured, on the console as over OTLP. The one that puts each
/// request's path, and with it a connect link's token, around every line of the request says nothing at all. Nor does the one that repeats
/// at each question what a health check says: what is away is told by its own part, once a minute.
/// </summary>
internal static class QuietCategories
{
    private static readonly string[] PrintAddresses =
    [
        "Microsoft.AspNetCore.Http.Result", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
    ];

    /// <summary>At their lowest level these print whole messages, and a tool's result may hold a token.</summary>
    private const string PrintMessages = "ModelContextProtocol";

    private const string Surrounds = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string Repeats = "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService";

    /// <summary>
    /// Of the rules for a logger, one that names its provider outweighs all that do not (<c>Logging:Console:LogLevel:Default</c>), then the
    /// longest category counts, then the later rule. So this comes after all configuration, for each provider that it names.
    /// </summary>
    public static void AddQuietCategories(this ILoggingBuilder logging) =>
        logging.Services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            foreach (var (category, level) in PrintAddresses.Append(PrintMessages).Select(category => (category, LogLevel.Warning)).Append((Surrounds, LogLevel.None)).Append((Repeats, LogLevel.None)))
            {
                // A wildcard such as "Microsoft.AspNetCore.Hosting.Diagnostics*" is longer than the name itself.
                // A rule for a part of the category would outweigh the one for all of it.
                foreach (var rule in filters.Rules.Where(rule => rule.CategoryName?.Length > category.Length && (rule.CategoryName.Contains('*', StringComparison.Ordinal) || rule.CategoryName.StartsWith(category + ".", StringComparison.OrdinalIgnoreCase))).ToList())
                    filters.Rules.Remove(rule);
                foreach (var provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
                    filters.Rules.Add(new LoggerFilterRule(provider, category, level, filter: null));
            }
        });
}
