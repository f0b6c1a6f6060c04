using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OAuthHub.Api.Problems;

namespace OAuthHub.Api.OpenApi;

/// <summary>The refusals of a route: each status with the codes that it can have there, and the very text of each as its example.</summary>
internal static class ProblemResponses
{
    /// <summary>What every route can meet.</summary>
    private static readonly string[] Always = ["internal"];

    /// <summary>What every route can meet that is sent a body.</summary>
    private static readonly string[] OfBodies = ["invalid_request", "unsupported_media_type", "body_too_large", "request_timeout"];

    public static async Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var (document, said) = (context.Document!, context.Description.ActionDescriptor.EndpointMetadata);
        if (document.Components?.Schemas?.ContainsKey(ProblemDocument.Name) is not true)
            document.AddComponent(ProblemDocument.Name, await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellationToken));
        var codes = said.OfType<ProblemCodes>().Where(one => one.Method is null || string.Equals(one.Method, context.Description.HttpMethod, StringComparison.OrdinalIgnoreCase)).SelectMany(one => one.Codes);
        if (operation.RequestBody is not null) codes = codes.Concat(OfBodies);
        var asPages = said.OfType<PagesForProblems>().Any();
        foreach (var status in codes.Concat(Always).Distinct(StringComparer.Ordinal).OrderBy(code => code, StringComparer.Ordinal).GroupBy(HubProblem.StatusOf).OrderBy(group => group.Key))
            Add(operation.Responses!, document, status.Key, [.. status], asPages);
    }

    private static void Add(OpenApiResponses responses, OpenApiDocument document, int status, IReadOnlyList<string> codes, bool asPages)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        var response = responses.GetValueOrDefault(key) as OpenApiResponse ?? new OpenApiResponse { Description = string.Join(' ', codes.Select(HubProblem.TitleOf)) };
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        response.Content["application/problem+json"] = new OpenApiMediaType { Schema = SchemaOf(codes, document), Examples = codes.ToDictionary(code => code, code => (IOpenApiExample)ExampleOf(code, document), StringComparer.Ordinal) };
        if (asPages) response.Content["text/html"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create("<!doctype html><html lang=\"en\">…</html>") };
        if (codes.Any(ProblemExamples.SaysWhen))
            Header(response, "Retry-After", "Whole seconds after which it is worth another try.", JsonSchemaType.Integer);
        if (codes.Contains("unauthorized", StringComparer.Ordinal))
            Header(response, "WWW-Authenticate", "Bearer", JsonSchemaType.String);
        responses[key] = response;
    }

    private static OpenApiSchema SchemaOf(IReadOnlyList<string> codes, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        AllOf = [new OpenApiSchemaReference(ProblemDocument.Name, document)],
        Required = new HashSet<string>(StringComparer.Ordinal) { "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. codes.Select(code => (JsonNode)JsonValue.Create(code))] },
        },
    };

    private static OpenApiExampleReference ExampleOf(string code, OpenApiDocument document)
    {
        if (document.Components?.Examples?.ContainsKey(code) is not true)
            document.AddComponent<IOpenApiExample>(code, new OpenApiExample { Summary = HubProblem.TitleOf(code), Value = ProblemExamples.Of(code) });
        return new OpenApiExampleReference(code, document);
    }

    private static void Header(OpenApiResponse response, string name, string text, JsonSchemaType type) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader { Description = text, Schema = new OpenApiSchema { Type = type } };
}
