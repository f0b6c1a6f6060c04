using OAuthHub.ServiceDefaults;
using OAuthHub.Worker.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddWorker();

    var app = builder.Build();
    app.MapDefaultEndpoints();
    await app.RunAsync();
    return 0;
}
catch (Exception refusal) when (StartRefusal.TryTell(refusal))
{
    return 1;
}
