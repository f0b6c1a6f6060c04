using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Api;
using OAuthHub.Sandbox.Authorization;
using OAuthHub.Sandbox.Control;
using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Ledger;
using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox;

/// <summary>Puts the practice platform into a host's routes.</summary>
public static class SandboxEndpointRouteBuilderExtensions
{
    /// <summary>Maps every endpoint of the practice platform under <paramref name="prefix"/>.</summary>
    public static IEndpointConventionBuilder MapSandbox(this IEndpointRouteBuilder routes, string prefix = "/sandbox")
    {
        var sandbox = routes.MapGroup(prefix)
            .WithMetadata(new SandboxPrefix(prefix.TrimEnd('/')))
            .AllowAnonymous()
            .ExcludeFromDescription();

        // What a platform has.
        sandbox.MapMetadata();
        sandbox.MapAuthorize();
        sandbox.MapToken();
        sandbox.MapRevoke();
        sandbox.MapApi();
        sandbox.MapAvatars();

        // What only a practice platform has.
        var control = sandbox.MapGroup("").AddEndpointFilter<InvalidMemberFilter>();
        control.MapKnobs();
        control.MapFaults();
        control.MapLedger();
        control.MapGrants();
        control.MapReset();
        return sandbox;
    }
}
