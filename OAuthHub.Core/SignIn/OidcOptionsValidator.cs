using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.SignIn;

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed class OidcOptionsValidator(IHostEnvironment environment) : IValidateOptions<OidcOptions>
{
    private const string Section = OidcOptions.Section;
    private const int LongestHours = 24 * 30;

    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        if (!options.IsOn)
        {
            return options.ClientId is null && options.AllowedUsers.Count == 0 && options.Operators.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Section}:Issuer is not set, and other settings of {Section} are. Give the issuer's address, such as https://login.example.com, or remove the others.");
        }
        var wrong = new List<string>();
        if (!IsIssuer(options.Issuer!))
            wrong.Add($"{Section}:Issuer is '{options.Issuer}'. Give the issuer exactly as its own documents name it, with https (in Development also http on this machine) and without query or fragment, such as https://login.example.com.");
        if (string.IsNullOrWhiteSpace(options.ClientId)) wrong.Add($"{Section}:ClientId is not set. Register the hub at the issuer and give the client id that you get.");
        if (options.AllowedUsers.Count + options.Operators.Count == 0)
            wrong.Add($"{Section}:AllowedUsers and {Section}:Operators are empty, so nobody could sign in. Name people by their sub, by e-mail address, or all of a domain as @example.com.");
        wrong.AddRange(new AllowList(options.AllowedUsers).Faults($"{Section}:AllowedUsers"));
        wrong.AddRange(new AllowList(options.Operators).Faults($"{Section}:Operators"));
        if (!options.Scopes.Contains("openid", StringComparer.Ordinal)) wrong.Add($"{Section}:Scopes has no openid, without which the issuer says nothing of the person. Add it, or leave Scopes out.");
        if (string.IsNullOrWhiteSpace(options.UserClaim)) wrong.Add($"{Section}:UserClaim is empty. Name a claim of the id token, or leave it out for sub.");
        if (options.SessionHours is < 1 or > LongestHours) wrong.Add($"{Section}:SessionHours is {options.SessionHours}. Give 1 to {LongestHours}.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 &&
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && environment.IsDevelopment()));
}
