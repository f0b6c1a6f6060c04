using OAuthHub.Api.Commands;
using OAuthHub.Api.Hosting;
using OAuthHub.Worker.Hosting;

if (HostArguments.NameACommand(args)) return await CommandLineRun.OnConsole().RunAsync(args);
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
