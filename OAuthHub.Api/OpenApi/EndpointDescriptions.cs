using Microsoft.OpenApi;
using OAuthHub.Api.Problems;

namespace OAuthHub.Api.OpenApi;

/// <summary>What a route says of itself, beside the route; <see cref="OperationDescriber"/> makes its entry in the OpenAPI document from it.</summary>
internal static class EndpointDescriptions
{
    /// <param name="id">Stable and unique: programs that are generated from the document name their methods by it.</param>
    public static TBuilder Described<TBuilder>(this TBuilder builder, string id, string summary, string? more = null)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithName(id).WithSummary(summary);
        return more is null ? builder : builder.WithDescription(more);
    }

    /// <summary>The codes that the route can refuse with, beyond those of its group.</summary>
    /// <exception cref="ArgumentException">There is no such code.</exception>
    public static TBuilder Problems<TBuilder>(this TBuilder builder, params string[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.ProblemsOf(null, codes);

    /// <summary>The same for one method of a group's routes.</summary>
    public static TBuilder ProblemsOf<TBuilder>(this TBuilder builder, string? method, params string[] codes)
        where TBuilder : IEndpointConventionBuilder
    {
        if (codes.FirstOrDefault(code => !HubProblem.Codes.Contains(code)) is { } unknown) throw new ArgumentException($"{unknown} is no code of {nameof(HubProblem)}.", nameof(codes));
        return builder.WithMetadata(new ProblemCodes(method, codes));
    }

    /// <summary>An answer that is no problem. Its type and example follow from what the route produces.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder builder, int status, string text)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DescribedAnswer(status, text));

    /// <summary>The same where the body is text of another kind than JSON.</summary>
    public static TBuilder AnswersText<TBuilder>(this TBuilder builder, int status, string text, string contentType, string example)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DescribedAnswer(status, text, contentType, example));

    /// <summary>A page for a person.</summary>
    public static TBuilder AnswersPage<TBuilder>(this TBuilder builder, int status, string text)
        where TBuilder : IEndpointConventionBuilder => builder.AnswersText(status, text, "text/html", "<!doctype html><html lang=\"en\">…</html>");

    /// <summary>Problems are a page for a browser that asks for one, and a problem document for everybody else.</summary>
    public static TBuilder ProblemsAsPages<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(PagesForProblems.Yes);

    /// <summary>Describes a parameter that the framework knows.</summary>
    public static TBuilder Parameter<TBuilder>(this TBuilder builder, string name, string text)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DescribedParameter(name, text, null));

    /// <summary>Tells of a query parameter that the route reads by itself.</summary>
    public static TBuilder Query<TBuilder>(this TBuilder builder, string name, string text, JsonSchemaType type = JsonSchemaType.String, bool isRequired = false)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DescribedParameter(name, text, ParameterLocation.Query, type, isRequired));

    /// <summary>Tells of a JSON body that the route reads by itself, if there is one.</summary>
    public static RouteHandlerBuilder OptionalBody<T>(this RouteHandlerBuilder builder) => builder.WithMetadata(new DescribedBody(typeof(T)));

    /// <summary>Any of these identifies the caller.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, params string[] schemes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Credentials(schemes));

    /// <summary>What everything can meet that opens records of the vault.</summary>
    public static TBuilder OpensVault<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Problems("vault_integrity", "vault_unavailable", "key_unavailable");
}

/// <param name="Method">Null: any.</param>
internal sealed record ProblemCodes(string? Method, IReadOnlyList<string> Codes);

/// <param name="ContentType">Null: as the route produces it.</param>
internal sealed record DescribedAnswer(int Status, string Text, string? ContentType = null, string? Example = null);

/// <param name="In">Null: the framework knows it.</param>
internal sealed record DescribedParameter(string Name, string Text, ParameterLocation? In, JsonSchemaType Type = JsonSchemaType.String, bool IsRequired = false);

internal sealed record DescribedBody(Type Type);

internal sealed record Credentials(IReadOnlyList<string> Schemes);

internal sealed record PagesForProblems
{
    public static PagesForProblems Yes { get; } = new();
}
