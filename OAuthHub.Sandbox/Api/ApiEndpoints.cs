using Microsoft.Extensions.Options;
using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Control;
using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Api;

/// <summary>What the tokens are good for: who am I, and a little board of posts.</summary>
internal static class ApiEndpoints
{
    private static readonly string[] PostMembers = ["text"];

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/userinfo", Who)
            .AddEndpointFilter(new FaultFilter(FaultEndpoint.Userinfo))
            .AddEndpointFilter<BearerFilter>();

        var api = routes.MapGroup("/api")
            .AddEndpointFilter(new FaultFilter(FaultEndpoint.Api))
            .AddEndpointFilter<BearerFilter>()
            .AddEndpointFilter<InvalidMemberFilter>();
        api.MapGet("/me", Who);
        api.MapGet("/posts", List);
        api.MapPost("/posts", Write);
    }

    private static IResult Who(HttpContext http, AccountDirectory accounts, IOptions<SandboxOptions> options)
    {
        var account = accounts.GetOrCreate(Token(http).Account);
        return SandboxJson.Reply(new
        {
            Sub = account.Id,
            account.Name,
            PreferredUsername = account.Id,
            Picture = $"{SandboxAddress.Of(http, options.Value)}/avatars/{account.Id}.svg",
        });
    }

    private static IResult List(HttpContext http, PostStore posts) => SandboxJson.Reply(new { Items = posts.Of(Token(http).Account) });

    private static async Task<IResult> Write(HttpContext http, PostStore posts, CancellationToken cancellationToken)
    {
        var given = new MemberReader(await MemberReader.ReadBodyAsync(http.Request, cancellationToken), "", PostMembers);
        var text = given.Text("text", null, "a text of 1 to 500 characters", text => text.Length is > 0 and <= 500)
            ?? throw new InvalidMemberException("text", "is missing", "a text of 1 to 500 characters");
        return SandboxJson.Reply(posts.Add(Token(http).Account, text), StatusCodes.Status201Created);
    }

    private static AccessToken Token(HttpContext http) => http.Features.Get<AccessToken>()!;
}
