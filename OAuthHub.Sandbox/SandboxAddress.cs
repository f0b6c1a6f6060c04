namespace OAuthHub.Sandbox;

/// <summary>Where this copy of the sandbox is mapped; travels as endpoint metadata, for one host may map it anywhere.</summary>
internal sealed record SandboxPrefix(string Value);

internal static class SandboxAddress
{
    /// <summary>The sandbox's own address without a trailing slash; it is also the issuer (RFC 8414).</summary>
    public static string Of(HttpContext http, SandboxOptions options)
    {
        if (options.Url is { } url) return url.TrimEnd('/');
        var prefix = http.GetEndpoint()?.Metadata.GetMetadata<SandboxPrefix>()?.Value ?? "";
        return $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{prefix}";
    }
}
