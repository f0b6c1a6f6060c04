namespace OAuthHub.Core.Platforms;

/// <summary>The catalogue cannot be used, so the hub does not start. The message lists every fault of every file for the operator.</summary>
public sealed class PlatformCatalogException(IReadOnlyList<PlatformFault> faults) : Exception(Describe(faults))
{
    public IReadOnlyList<PlatformFault> Faults { get; } = faults;

    private static string Describe(IReadOnlyList<PlatformFault> faults) => string.Join(
        Environment.NewLine,
        faults.Select(fault => $"- {fault}").Prepend(faults.Count == 1 ? "The platform catalogue has a fault:" : $"The platform catalogue has {faults.Count} faults:"));
}

/// <param name="Place">The file, or the configuration key.</param>
/// <param name="Field">The member's path in the entry, such as <c>refresh.leewaySeconds</c>; empty for the whole.</param>
/// <param name="Wrong">What is wrong, as the end of a sentence that begins with the field.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record PlatformFault(string Place, string Field, string Wrong, string Remedy)
{
    public override string ToString() => Field.Length == 0 ? $"{Place} {Wrong}. {Remedy}" : $"{Place}: {Field} {Wrong}. {Remedy}";
}
