namespace OAuthHub.Sandbox;

internal static class SandboxProgram
{
    public static void Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls("http://localhost:8410");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // a benchmark must not measure the console
        builder.Services.AddSandbox(builder.Configuration);

        var app = builder.Build();
        app.MapSandbox();
        app.Run();
    }
}
