namespace OAuthHub.Core.Platforms;

/// <summary>The schema of platform files, as it lies beside this file; the assembly carries it.</summary>
public static class PlatformSchema
{
    public static byte[] Read()
    {
        using var copy = new MemoryStream();
        using var stream = typeof(PlatformSchema).Assembly.GetManifestResourceStream("platform.schema.json")!;
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
