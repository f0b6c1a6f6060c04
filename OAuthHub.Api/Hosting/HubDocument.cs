using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OAuthHub.Api.Hosting;

/// <summary>The OpenAPI document: the hub's own routes, the same wherever it runs.</summary>
internal static class HubDocument
{
    public static void Configure(OpenApiOptions options)
    {
        // The practice platform is not the hub: docs/sandbox.md has its routes.
        options.ShouldInclude = description => description.RelativePath?.StartsWith("sandbox", StringComparison.Ordinal) is not true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "OAuthHub";
            document.Info.Description = "Connects people's accounts and hands live tokens to agents. docs/api.md tells the rest.";
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            RequireWhatIsAlwaysSent(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
    }

    /// <summary>Answers carry each of their members, be it null; what is sent to the hub may leave members out.</summary>
    private static void RequireWhatIsAlwaysSent(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object || schema.Properties is null || type.Type.Name.EndsWith("Body", StringComparison.Ordinal)) return;
        var optional = type.Properties.Where(property => property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) is true).Select(property => property.Name);
        schema.Required = schema.Properties.Keys.Except(optional, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
    }
}
