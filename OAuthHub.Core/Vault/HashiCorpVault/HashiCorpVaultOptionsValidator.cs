using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed partial class HashiCorpVaultOptionsValidator : IValidateOptions<HashiCorpVaultOptions>
{
    private const string Section = HashiCorpVaultOptions.Section;

    public ValidateOptionsResult Validate(string? name, HashiCorpVaultOptions options)
    {
        var wrong = new List<string>();
        if (!IsServer(options.Address))
            wrong.Add($"{Section}:Address is '{options.Address}'. Give the server's address with https (http only for this machine) and without a path, such as https://vault.example.com:8200.");
        Check("Mount", options.Mount, "secret");
        Check("Path", options.Path, "oauthhub");
        Check("AppRole:Mount", options.AppRole.Mount, "approle");
        Check("Kubernetes:Mount", options.Kubernetes.Mount, "kubernetes");
        if (options.Namespace is { } space) Check("Namespace", space, "team-a");
        CheckSignIn(options, wrong);
        if (options.CaFile is { } file && !File.Exists(file))
            wrong.Add($"{Section}:CaFile names {file}, which is not there. Put the PEM certificate of the authority there that signed the server's, or remove the key to use the system's authorities.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Check(string key, string value, string example)
        {
            if (!Segments().IsMatch(value)) wrong.Add($"{Section}:{key} is '{value}'. Give a path of letters, digits, '-', '_' and '.', without a slash at either end, such as {example}.");
        }
    }

    private static void CheckSignIn(HashiCorpVaultOptions options, List<string> wrong)
    {
        string[] given =
        [
            .. new[] { (options.Token is not null, "Token"), (options.TokenFile is not null, "TokenFile"), (options.AppRole.IsGiven, "AppRole"), (options.Kubernetes.Role is not null, "Kubernetes") }
                .Where(way => way.Item1).Select(way => way.Item2),
        ];
        if (given.Length != 1)
            wrong.Add($"{Section} has {(given.Length == 0 ? "no way" : string.Join(" and ", given))} to sign in with. Give exactly one: Token, TokenFile, AppRole:RoleId with AppRole:SecretId or AppRole:SecretIdFile, or Kubernetes:Role.");
        if (options.Token is { } token && !IsHeader(token))
            wrong.Add($"{Section}:Token is empty or has a character that no token has. Give the token alone, without quotes or line ends.");
        if (options.AppRole.IsGiven && (string.IsNullOrWhiteSpace(options.AppRole.RoleId) || (options.AppRole.SecretId is null) == (options.AppRole.SecretIdFile is null)))
            wrong.Add($"{Section}:AppRole needs RoleId and one of SecretId and SecretIdFile. Read the first with: vault read auth/{options.AppRole.Mount}/role/oauthhub/role-id, and make the second with: vault write -f auth/{options.AppRole.Mount}/role/oauthhub/secret-id.");
        if (options.Kubernetes.Role is { } role && string.IsNullOrWhiteSpace(role))
            wrong.Add($"{Section}:Kubernetes:Role is empty. Give the name of the role under auth/{options.Kubernetes.Mount}/role.");
    }

    /// <summary>What can stand in a header, so that a token is refused here and not by an exception that might repeat it.</summary>
    internal static bool IsHeader(string token) => token.Length > 0 && token.All(each => each is > ' ' and < (char)127);

    private static bool IsServer(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.PathAndQuery == "/" && url.Fragment.Length == 0 && url.UserInfo.Length == 0 &&
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    // The server refuses paths that end in a dot, and "..", which a proxy may fold away.
    [GeneratedRegex(@"\A[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Segments();
}
