using Microsoft.Extensions.Options;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Vault;

namespace OAuthHub.Worker.Hosting;

/// <summary>Turns a refused start, of the API or of the worker, into a few clear lines instead of a stack trace.</summary>
public static class StartRefusal
{
    /// <summary>False: it is a surprise, not a refusal, and goes on as an exception.</summary>
    public static bool TryTell(Exception exception)
    {
        var message = exception switch
        {
            HubStartException refusal => refusal.Message,
            VaultUnavailableException refusal => refusal.Message, // it could be opened, and went away before all was read
            PlatformCatalogException refusal => refusal.Message,
            OptionsValidationException refusal => string.Join(Environment.NewLine, refusal.Failures),
            IOException { HResult: not 0 } refusal when refusal.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException =>
                refusal.Message + " Stop what uses it, or choose another address with --urls http://localhost:8500.",
            _ => null,
        };
        if (message is null) return false;
        Console.Error.WriteLine("OAuthHub does not start.");
        Console.Error.WriteLine(message);
        return true;
    }
}
