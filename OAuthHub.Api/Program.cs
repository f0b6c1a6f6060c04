using OAuthHub.Api.Hosting;
using OAuthHub.Worker.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddHub();

    var app = builder.Build();
    app.UseHub();
    app.MapHub();
    await app.RunAsync();
    return 0;
}
catch (Exception refusal) when (StartRefusal.TryTell(refusal))
{
    return 1;
}
