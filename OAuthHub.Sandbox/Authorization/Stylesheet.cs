namespace OAuthHub.Sandbox.Authorization;

/// <summary>The stylesheet next to this file, carried inside the assembly so that every host can serve it.</summary>
internal static class Stylesheet
{
    public static IResult Reply { get; } = TypedResults.Bytes(Load(), "text/css; charset=utf-8");

    private static byte[] Load()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream("sandbox.style.css")
            ?? throw new InvalidOperationException("The stylesheet is not in the assembly: OAuthHub.Sandbox.csproj embeds it as sandbox.style.css.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
