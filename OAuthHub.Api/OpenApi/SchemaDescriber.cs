using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OAuthHub.Api.OpenApi;

/// <summary>Says of each schema what the source says of its type, and which members are always there.</summary>
internal sealed class SchemaDescriber : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        RequireWhatIsAlwaysSent(schema, context.JsonTypeInfo);
        if (IsOurs(context.JsonTypeInfo.Type)) schema.Description = XmlDocs.Of(context.JsonTypeInfo.Type);
        if (context.JsonPropertyInfo is { AttributeProvider: PropertyInfo property } && XmlDocs.Of(property) is { } text)
        {
            // What has a name of its own in the document is referred to, and the reference carries the member's text.
            if (schema.Metadata is { } metadata && metadata.TryGetValue("x-schema-id", out var id) && id is string { Length: > 0 }) metadata["x-ref-description"] = text;
            else schema.Description = text;
        }
        return Task.CompletedTask;
    }

    /// <summary>Answers carry each of their members, be it null; what is sent to the hub may leave members out.</summary>
    private static void RequireWhatIsAlwaysSent(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Kind is not JsonTypeInfoKind.Object || schema.Properties is null || type.Type.Name.EndsWith("Body", StringComparison.Ordinal)) return;
        var optional = type.Properties.Where(property => property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) is true).Select(property => property.Name);
        schema.Required = schema.Properties.Keys.Except(optional, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("OAuthHub.", StringComparison.Ordinal) is true;
}
