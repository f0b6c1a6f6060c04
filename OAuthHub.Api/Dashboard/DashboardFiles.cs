using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace OAuthHub.Api.Dashboard;

/// <summary>
/// The React app, from the files that its build left in <c>wwwroot/dashboard</c>. Every path below /dashboard that is no file is the
/// app's own route.
/// </summary>
internal static class DashboardFiles
{
    public static void UseDashboardFiles(this WebApplication app)
    {
        if (Find(app.Environment) is not { } folder) return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            RequestPath = "/dashboard",
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/dashboard/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    public static void MapDashboard(this WebApplication app)
    {
        app.MapGet("/", () => Results.Redirect("/dashboard")).ExcludeFromDescription();
        app.MapGet("/favicon.ico", () => Results.Redirect("/dashboard/favicon.svg")).ExcludeFromDescription();
        var index = Find(app.Environment) is { } folder ? Path.Combine(folder, "index.html") : null;
        app.MapGet("/dashboard/{**path}", (HttpContext context) =>
        {
            context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
            return index is not null && File.Exists(index)
                ? Results.File(index, "text/html; charset=utf-8")
                : Problems.BrowserPage.Page(Problems.PageLanguage.English, 503, "The dashboard is not built.", "Build the project OAuthHub.Api with Node 20 or newer installed, or run: npm --prefix dashboard ci && npm --prefix dashboard run build");
        }).ExcludeFromDescription();
    }

    private static string? Find(IWebHostEnvironment environment)
    {
        var folder = Path.Combine(environment.WebRootPath ?? Path.Combine(environment.ContentRootPath, "wwwroot"), "dashboard");
        return Directory.Exists(folder) ? folder : null;
    }
}
