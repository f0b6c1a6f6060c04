using Microsoft.Extensions.Options;
using OAuthHub.Sandbox.Knobs;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>RFC 8414.</summary>
internal static class MetadataEndpoint
{
    private static readonly string[] Scopes = ["profile", "posts.read", "posts.write", "offline_access"];
    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] ResponseModes = ["query"];
    private static readonly string[] GrantTypes = ["authorization_code", "refresh_token"];
    private static readonly string[] ChallengeMethods = ["S256"];
    private static readonly string[] ClientAuthentications = ["client_secret_basic", "client_secret_post"];

    public static void MapMetadata(this IEndpointRouteBuilder routes) => routes.MapGet("/.well-known/oauth-authorization-server", Describe);

    private static IResult Describe(HttpContext http, KnobBoard board, IOptions<SandboxOptions> options)
    {
        var address = SandboxAddress.Of(http, options.Value);
        return SandboxJson.Reply(new
        {
            Issuer = address,
            AuthorizationEndpoint = $"{address}/authorize",
            TokenEndpoint = $"{address}/token",
            RevocationEndpoint = $"{address}/revoke",
            UserinfoEndpoint = $"{address}/userinfo",
            ScopesSupported = Scopes,
            ResponseTypesSupported = ResponseTypes,
            ResponseModesSupported = ResponseModes,
            GrantTypesSupported = GrantTypes,
            CodeChallengeMethodsSupported = ChallengeMethods,
            TokenEndpointAuthMethodsSupported = ClientAuthentications,
            RevocationEndpointAuthMethodsSupported = ClientAuthentications,
            AuthorizationResponseIssParameterSupported = board.Current.SendIss,
        });
    }
}
