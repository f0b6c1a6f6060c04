using OAuthHub.Api.Connections;
using OAuthHub.Api.Platforms;
using OAuthHub.Api.Session;
using OAuthHub.Api.SignIn;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Api.OpenApi.Examples;

/// <summary>What a person's pages send and are sent.</summary>
internal static class DashboardExamples
{
    private const string RedirectUri = "https://hub.example.com/auth/example/callback";

    public static IEnumerable<object> All =>
    [
        new SessionView("local", "Local user", "operator", "start_link", new HubView("0.1.0", "https://hub.example.com", "Production", null)),
        new SignInWayList([new SignInWayView("oidc", "Example login", "/signin/oidc"), new SignInWayView("start_link", "Start link", null)]),
        new SessionList([new ListedSession("ses_0123456789abcdef", "local", "start_link", AnswerExamples.Now, AnswerExamples.Now, null, "192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", true)]),
        new Connections.ConnectionList([Connection]),
        Connection,
        new ConnectionChange("Work account", true),
        new RefreshView("refreshed", "A new token was issued.", null, Connection),
        new DisconnectView(ConnectionState.Revoked, true, null),
        new PlatformList([Platform]),
        Platform,
        new RegistrationBody("client-of-this-hub", "(what the platform gave)", ["profile", "mail.read"]),
        new PlatformGuide
        {
            Platform = "example", Name = "Example", Kind = GuideKind.Register, ConsoleUrl = "https://developers.example.com/apps", Steps = ["Make an app.", $"Enter {RedirectUri} as its redirect address."],
            Values = [new GuideValue("redirect_uri", "Redirect address", RedirectUri)], RedirectChecks = [Check], ClientIdName = "Client ID", ClientSecretName = "Client secret", Secret = SecretNeed.Required,
            Settings = ["OAuthHub:Platforms:example:ClientId", "OAuthHub:Platforms:example:ClientSecret"],
        },
    ];

    private static RedirectFinding Check { get; } = new(RedirectRule.HttpsOnly, RedirectVerdict.Ok, "The hub's address is https.", RedirectUri);

    private static ConnectionView Connection { get; } = new()
    {
        Id = "c_7Gq2", Platform = "example", PlatformName = "Example", Account = new AccountView("81234", "Ada", "https://img.example.com/ada.png"), Label = "Work account", IsDefault = true, LastUsed = new LastUseView(AnswerExamples.Now, "key_5Hd1", "Mail agent"), State = ConnectionState.Active, Scopes = ["profile", "mail.read"],
        ConnectedAt = AnswerExamples.Now.AddDays(-3), IssuedAt = AnswerExamples.Now, ExpiresAt = AnswerExamples.Now.AddHours(1), LastRefreshedAt = AnswerExamples.Now, NextRefreshAt = AnswerExamples.Now.AddMinutes(45),
        CanRefresh = true, TokenGeneration = 7, ReconnectUrl = "/auth/example/login?connection=c_7Gq2&return_to=/dashboard",
        History = [new HistoryView(AnswerExamples.Now, "refreshed", "New access token.", "due", 900, 7)], Agents = [new LastUseView(AnswerExamples.Now, "key_5Hd1", "Mail agent")],
    };

    private static PlatformView Platform { get; } = new()
    {
        Id = "example", Name = "Example", Category = "work", DocsUrl = "https://developers.example.com", Status = PlatformStatus.Ready,
        Registration = new RegistrationView("client-of-this-hub", true, RegistrationSource.Dashboard, true, false, false), RedirectUri = RedirectUri, RedirectChecks = [Check],
        SetupSteps = ["Make an app."], SetupUrl = "https://developers.example.com/apps", DefaultScopes = ["profile"], Scopes = ["profile", "mail.read"], ScopeOffers = [new ScopeOffer("profile", "See your name and picture", false, true), new ScopeOffer("mail.read", "Read your mail", true, true)],
        RotatesRefreshTokens = true, Pkce = PkceMode.Required, Confidence = Confidence.High,
    };
}
