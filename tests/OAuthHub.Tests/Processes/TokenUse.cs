using System.Net;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes;

/// <summary>Calls the platform with tokens that the hub handed out, and counts those that it does not accept.</summary>
internal sealed class TokenUse(SandboxControls platform)
{
    /// <summary>Tokens that should have lived.</summary>
    public int Refused { get; private set; }

    /// <summary>Tokens that lived when the hub was asked and had ended when the platform had answered: this machine stood still in between, which is nobody's fault.</summary>
    public int Ended { get; private set; }

    /// <param name="handedOut">The hub's answer.</param>
    /// <param name="asked">When it was asked for that, by the machine's clock.</param>
    public async Task CallAsync(Reply handedOut, DateTimeOffset asked)
    {
        var ends = handedOut.Json.GetProperty("expires_at").GetDateTimeOffset();
        var reply = await platform.GetAsync("api/me", handedOut.AccessToken);
        if (reply.Status is not HttpStatusCode.Unauthorized) reply.Ok();
        else if (ends <= asked || TimeProvider.System.GetUtcNow() < ends) Refused++;
        else Ended++;
    }
}
