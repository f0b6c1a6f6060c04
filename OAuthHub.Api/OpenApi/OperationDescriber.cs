using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using OAuthHub.Api.OpenApi.Examples;

namespace OAuthHub.Api.OpenApi;

/// <summary>Completes what the framework finds out about a route by what the route says of itself.</summary>
internal sealed class OperationDescriber(IOptions<JsonOptions> json) : IOpenApiOperationTransformer
{
    private readonly JsonSerializerOptions json = json.Value.SerializerOptions;

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var said = context.Description.ActionDescriptor.EndpointMetadata;
        Secure(operation, said.OfType<Credentials>().LastOrDefault(), context.Document!);
        Parameters(operation, said.OfType<DescribedParameter>());
        if (said.OfType<DescribedBody>().FirstOrDefault()?.Type is { } optional)
            operation.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(optional, null, cancellationToken), Example = Example(optional) } } };
        else if (operation.RequestBody?.Content is { } body && context.Description.ParameterDescriptions.FirstOrDefault(one => one.Source.Id is "Body")?.Type is { } sent)
            foreach (var content in body.Values) content.Example = Example(sent);
        Answers(operation, said.OfType<DescribedAnswer>().ToList(), context.Description.SupportedResponseTypes);
        await ProblemResponses.AddAsync(operation, context, cancellationToken);
    }

    private static void Secure(OpenApiOperation operation, Credentials? needed, OpenApiDocument document)
    {
        if (needed is not null) operation.Security = [.. needed.Schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })];
    }

    private static void Parameters(OpenApiOperation operation, IEnumerable<DescribedParameter> described)
    {
        foreach (var one in described)
        {
            var known = operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(parameter => string.Equals(parameter.Name, one.Name, StringComparison.Ordinal));
            if (known is not null) known.Description = one.Text;
            else if (one.In is { } place)
                (operation.Parameters ??= []).Add(new OpenApiParameter { Name = one.Name, In = place, Description = one.Text, Required = one.IsRequired, Schema = new OpenApiSchema { Type = one.Type } });
        }
    }

    private void Answers(OpenApiOperation operation, List<DescribedAnswer> described, IList<ApiResponseType> types)
    {
        var found = operation.Responses ?? [];
        operation.Responses = [];
        foreach (var answer in described)
        {
            var status = answer.Status.ToString(CultureInfo.InvariantCulture);
            var response = found.GetValueOrDefault(status) as OpenApiResponse ?? new OpenApiResponse();
            response.Description = answer.Text;
            var type = types.FirstOrDefault(one => one.StatusCode == answer.Status)?.Type;
            if (answer.ContentType is not null)
            {
                response.Content ??= new Dictionary<string, OpenApiMediaType>();
                if (!response.Content.TryGetValue(answer.ContentType, out var media)) response.Content[answer.ContentType] = media = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
                media.Example = JsonValue.Create(answer.Example);
            }
            else if (type is not null)
            {
                foreach (var media in (response.Content ?? new Dictionary<string, OpenApiMediaType>()).Values) media.Example = Example(type);
            }
            if (answer.Status is StatusCodes.Status303SeeOther) response.Headers = new Dictionary<string, IOpenApiHeader> { ["Location"] = new OpenApiHeader { Description = "Where the browser goes.", Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } } };
            operation.Responses[status] = response;
        }
    }

    private JsonNode? Example(Type type) => AnswerExamples.Find(type) is { } example ? JsonSerializer.SerializeToNode(example, example.GetType(), json) : null;
}
