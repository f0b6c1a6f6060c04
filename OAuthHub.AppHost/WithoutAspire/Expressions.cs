using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known once the application runs. <c>ToString()</c> is the expression that Aspire's manifest has for it.</summary>
internal interface IValueProvider { string Value { get; } }

internal sealed class ParameterResource(string name, bool secret, Func<string> find) : Resource(name), IValueProvider
{
    private readonly Lazy<string> value = new(find);

    public bool Secret => secret;
    public string Value => value.Value;

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => new(Value);

    public override string ToString() => $"{{{Name}.value}}";
}

internal sealed record EndpointReference(Resource Resource, string EndpointName, string Before = "http://localhost:") : IValueProvider
{
    public string Value => $"{Before}{Resource.Port}";

    public override string ToString() => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";
}

internal sealed class ReferenceExpression(IReadOnlyList<object> parts) : IValueProvider
{
    public string Value => string.Concat(parts.Select(part => (part as IValueProvider)?.Value ?? part));

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    public override string ToString() => string.Concat(parts);

    [InterpolatedStringHandler]
    internal readonly struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        public List<object> Parts { get; } = new(literalLength + formattedCount);

        public void AppendLiteral(string text) => Parts.Add(text);

        public void AppendFormatted(IValueProvider value) => Parts.Add(value);

        public void AppendFormatted(IResourceBuilder<ParameterResource> parameter) => Parts.Add(parameter.Resource);
    }
}
