using System.Collections.Frozen;

namespace OAuthHub.Api.OpenApi.Examples;

/// <summary>An example for each type that travels as JSON, of that very type, so that it cannot go stale.</summary>
internal static class AnswerExamples
{
    /// <summary>When all of this happens.</summary>
    internal static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<FrozenDictionary<Type, object>> Known = new(() => AgentExamples.All.Concat(DashboardExamples.All).Concat(OperatorExamples.All).Concat(HealthExamples.All).ToFrozenDictionary(example => example.GetType()));

    /// <summary>Null: there is none, which a test finds.</summary>
    public static object? Find(Type type) => Known.Value.GetValueOrDefault(type);
}
