namespace OAuthHub.Tests.Support;

/// <summary>A test that needs programs of the machine; without one of them the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresToolFactAttribute : FactAttribute
{
    public RequiresToolFactAttribute(params string[] tools)
    {
        if (tools.FirstOrDefault(tool => Find(tool) is null) is { } missing) Skip = $"{missing} is not installed (looked for it on PATH).";
    }

    /// <summary>The program's path; null when it is not on PATH.</summary>
    public static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
}
