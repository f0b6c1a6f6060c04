namespace OAuthHub.Tests.Support;

/// <summary>One hub for all tests of a class: those that attack it and find it unchanged. Somebody is signed in.</summary>
public sealed class OneHub : IAsyncLifetime
{
    internal HubHost Hub { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await HubHost.StartAsync();
        await Hub.Browser.SignInAsync();
    }

    public async Task DisposeAsync() => await Hub.DisposeAsync();
}
