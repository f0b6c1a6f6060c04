using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Platforms;

/// <summary>The schema of platform files at an address of the hub, so that an editor can complete and check a file that names it as its <c>$schema</c>.</summary>
internal static class SchemaFile
{
    private static readonly byte[] Schema = PlatformSchema.Read();
    private static readonly EntityTagHeaderValue Tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Schema)[..8])}\"");

    /// <summary>Public, and the same for everybody: editors send no cookie.</summary>
    public static FileContentHttpResult Send(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.AccessControlAllowOrigin = "*"; // editors that run in a browser
        return TypedResults.File(Schema, "application/schema+json", entityTag: Tag);
    }
}
