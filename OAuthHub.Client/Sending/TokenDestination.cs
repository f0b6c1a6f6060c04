namespace OAuthHub.Client.Sending;

/// <summary>A token travels encrypted, or not beyond this machine.</summary>
internal static class TokenDestination
{
    public static void Check(Uri? destination)
    {
        if (destination is not { IsAbsoluteUri: true }) throw new InvalidOperationException("The request has no address. Give an absolute one, or set the HttpClient's BaseAddress.");
        if (destination.Scheme == Uri.UriSchemeHttps || (destination.Scheme == Uri.UriSchemeHttp && destination.IsLoopback)) return;
        throw new OAuthHubException("insecure_address", $"A token is not sent to {destination.Scheme}://{destination.Authority}.", "Everybody on the way could read it. Use https; http is for this machine only.");
    }
}
