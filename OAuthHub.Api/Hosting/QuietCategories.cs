namespace OAuthHub.Api.Hosting;

/// <summary>
/// The framework's log categories that print addresses, and with them a callback's code and state, a start token, or a key that
/// somebody put into an address. They stay quiet whatever level is configured: a rule for a whole category outweighs one
/// for a part of its name, and of two rules for the same name the later holds.
/// </summary>
internal static class QuietCategories
{
    private static readonly string[] PrintAddresses = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Http.Result"];

    public static void AddQuietCategories(this ILoggingBuilder logging)
    {
        foreach (var category in PrintAddresses) logging.AddFilter(category, LogLevel.Warning);
    }
}
