using Microsoft.Extensions.Options;

namespace OAuthHub.Sandbox;

internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var failures = new List<string>();
        Required(failures, nameof(options.ClientId), options.ClientId);
        Required(failures, nameof(options.ClientSecret), options.ClientSecret);
        Required(failures, nameof(options.ClientName), options.ClientName);
        if (options.Url is { } url && !IsWebAddress(url))
            failures.Add($"{SandboxOptions.Section}:{nameof(options.Url)} is not an http or https address: "
                + "write the whole address with the prefix, such as http://localhost:8410/sandbox, or remove the key.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Required(List<string> failures, string key, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            failures.Add($"{SandboxOptions.Section}:{key} is empty: give it a value or remove the key to get the default.");
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
