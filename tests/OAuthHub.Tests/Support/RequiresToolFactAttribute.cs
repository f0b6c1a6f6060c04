namespace OAuthHub.Tests.Support;

/// <summary>A test that needs a program of the machine; without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresToolFactAttribute : FactAttribute
{
    public RequiresToolFactAttribute(string tool)
    {
        if (Find(tool) is null) Skip = $"{tool} is not installed (looked for it on PATH).";
    }

    /// <summary>The program's path; null when it is not on PATH.</summary>
    public static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
}
