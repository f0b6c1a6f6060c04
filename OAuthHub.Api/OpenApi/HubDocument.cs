using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OAuthHub.Core;

namespace OAuthHub.Api.OpenApi;

/// <summary>The OpenAPI document: the hub's own routes, the same wherever it runs.</summary>
internal static class HubDocument
{
    /// <summary>Of the hub, as <c>Directory.Build.props</c> has it.</summary>
    public static string Version { get; } = typeof(HubDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Configure(OpenApiOptions options)
    {
        // The practice platform is not the hub: docs/sandbox.md has its routes.
        options.ShouldInclude = description => description.RelativePath?.StartsWith("sandbox", StringComparison.Ordinal) is not true;
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "OAuthHub",
                Version = Version,
                Description = "Connects people's accounts and hands live tokens to agents. JSON is snake_case, times are RFC 3339 UTC, and every refusal is a problem document (RFC 9457) with a stable `code`. docs/api.md tells the rest.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
                Contact = new OpenApiContact { Name = "OAuthHub contributors: see docs/ and SECURITY.md of the repository" },
            };
            document.Servers = [new OpenApiServer { Url = context.ApplicationServices.GetRequiredService<HubAddress>().PublicUrl, Description = "This hub, by OAuthHub:PublicUrl." }];
            document.Tags = TagDescriptions.All.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Text }).ToHashSet();
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer<SecuritySchemes>();
        options.AddSchemaTransformer<SchemaDescriber>();
        options.AddOperationTransformer<OperationDescriber>();
    }
}
