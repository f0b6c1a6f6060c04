namespace OAuthHub.Sandbox.Accounts;

/// <summary>Pictures for the accounts, drawn here so that nothing is fetched from elsewhere.</summary>
internal static class AvatarEndpoint
{
    private static readonly string[] Colours = ["#5b4bb7", "#0f6e6e", "#9a3d63", "#3a6ea5", "#7a5a12", "#2f6b3a"];

    public static void MapAvatars(this IEndpointRouteBuilder routes) => routes.MapGet("/avatars/{id}.svg", Draw);

    private static IResult Draw(string id, AccountDirectory accounts, HttpResponse response)
    {
        if (accounts.Find(id) is not { } account) return TypedResults.NotFound();
        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers.ContentSecurityPolicy = "default-src 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        // Initials are letters and digits of an id or of the fixed names: nothing to escape.
        return TypedResults.Text(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img"><rect width="96" height="96" fill="{Colour(id)}"/><text x="48" y="60" font-family="system-ui,sans-serif" font-size="36" font-weight="600" text-anchor="middle" fill="#fff">{account.Initials}</text></svg>
            """,
            "image/svg+xml");
    }

    // The start value gives the four people four colours.
    private static string Colour(string id) => Colours[id.Aggregate(2, (sum, letter) => ((sum * 31) + letter) & 0xffff) % Colours.Length];
}
