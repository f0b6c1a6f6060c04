using System.Text.RegularExpressions;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>The paths by which answers are read, and the rules by which errors are judged.</summary>
internal static partial class AnswerCheck
{
    private static readonly string[] Calls = ["token", "refresh", "api"];

    public static IEnumerable<Finding> Check(Platform platform)
    {
        foreach (var (field, path) in Paths(platform))
            if (path is not "$" && !PathPattern().IsMatch(path)) yield return new(field, $"is '{path}', which is no path", "Write names joined by dots, with [0] for an item of a list: data.tokens[0].value; $ is the answer itself.");
        var response = platform.Token.Response;
        if (response.AccessToken.Count == 0) yield return new("token.response.accessToken", "is empty", "Say where the access token sits in the answer.");
        if (response.SuccessPath is null != response.SuccessEquals is null) yield return new("token.response.successPath", "and successEquals belong together", "Set both or none.");
        for (var i = 0; i < platform.Errors.Rules.Count; i++)
        {
            var (field, rule) = ($"errors.rules[{i}]", platform.Errors.Rules[i]);
            if (rule is { Status: null, Error: null or "", DescriptionContains: null or "" }) yield return new(field, "has no condition, so it would decide every error", "Give it a status, an error or a descriptionContains.");
            if (rule.Status is < 200 or > 599) yield return new(field + ".status", $"is {rule.Status}", "Give it an HTTP status.");
            if (rule.At is { } at && !Calls.Contains(at, StringComparer.Ordinal)) yield return new(field + ".at", $"is '{at}'", $"Use one of {string.Join(", ", Calls)}, or leave it out.");
            // A status that tells of an outage must never end a grant.
            if (rule is { Means: ErrorMeaning.GrantGone, Status: 429 or >= 500, Error: null or "" }) yield return new(field + ".means", $"is grant_gone for every answer with status {rule.Status}, which says only that the platform is busy", "Name the error code too.");
        }
    }

    private static IEnumerable<(string Field, string Path)> Paths(Platform platform)
    {
        var (response, account) = (platform.Token.Response, platform.Account);
        (string Name, IReadOnlyList<string> List)[] lists =
        [
            ("accessToken", response.AccessToken), ("refreshToken", response.RefreshToken), ("tokenType", response.TokenType), ("expiresIn", response.ExpiresIn), ("expiresAt", response.ExpiresAt),
            ("refreshExpiresIn", response.RefreshExpiresIn), ("grantExpiresIn", response.GrantExpiresIn), ("refreshExpiresAt", response.RefreshExpiresAt), ("scope", response.Scope), ("idToken", response.IdToken),
            ("accountId", response.AccountId), ("accountName", response.AccountName), ("baseUrl", response.BaseUrl), ("error", response.Error),
            ("errorDescription", response.ErrorDescription), ("errorCode", response.ErrorCode), ("errorSubcode", response.ErrorSubcode),
        ];
        var paths = lists.SelectMany(list => PlatformParts.Items("token.response." + list.Name, list.List))
            .Concat(PlatformParts.Items("account.id", account.Id)).Concat(PlatformParts.Items("account.name", account.Name)).Concat(PlatformParts.Items("account.avatar", account.Avatar))
            .Concat(PlatformParts.Values("account.store", account.Store)).Concat(PlatformParts.Values("token.response.store", response.Store));
        if (platform.Introspection is { } introspection)
        {
            paths = paths.Concat(PlatformParts.Items("introspection.active", introspection.Active))
                .Concat(PlatformParts.Items("introspection.expiresIn", introspection.ExpiresIn)).Concat(PlatformParts.Items("introspection.expiresAt", introspection.ExpiresAt));
        }
        if (response.SuccessPath is { } success) paths = paths.Append(("token.response.successPath", success));
        foreach (var (name, part) in response.OtherTokens)
        {
            var field = $"token.response.otherTokens.{name}";
            paths = paths.Concat(Given((field + ".accessToken", part.AccessToken), (field + ".refreshToken", part.RefreshToken), (field + ".expiresIn", part.ExpiresIn), (field + ".scope", part.Scope), (field + ".accountId", part.AccountId)));
        }
        for (var i = 0; i < platform.PostConnect.Count; i++)
        {
            var (field, call) = ($"postConnect[{i}]", platform.PostConnect[i]);
            paths = paths.Concat(Given((field + ".itemsPath", call.ItemsPath), (field + ".idPath", call.IdPath), (field + ".namePath", call.NamePath), (field + ".tokenPath", call.TokenPath)));
        }
        return paths;
    }

    private static IEnumerable<(string, string)> Given(params (string Field, string? Path)[] paths) => paths.Where(path => path.Path is not null).Select(path => (path.Field, path.Path!));

    [GeneratedRegex(@"\A([^.\[\]\s]+|\[\d+\])(\.[^.\[\]\s]+|\[\d+\])*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathPattern();
}
