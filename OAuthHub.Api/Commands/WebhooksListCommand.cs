using System.CommandLine;
using OAuthHub.Api.Webhooks;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.Commands;

/// <summary>The webhooks and how they do; their secrets are nowhere to be read.</summary>
internal sealed class WebhooksListCommand(CommandLineRun run) : HubCommand(run, "list", "List webhooks and how they do", "webhooks list")
{
    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var found = await host.OfVault<WebhookStore>().ListAsync(cancellationToken);
        var now = host.Get<TimeProvider>().GetUtcNow();
        run.Output.Document(new { Webhooks = found.Select(one => WebhookView.Of(one, now)) });
        run.Output.Table(["id", "url", "types", "state"], [.. found.Select(one => new[] { one.Id, one.Url.AbsoluteUri, string.Join(',', one.Types), State(one) })]);
        run.Output.Line(CommandOutput.Count(found.Count, "webhook"));
        return ExitCode.Done;
    }

    private static string State(WebhookEndpoint one) =>
        !one.IsEnabled ? one.DisabledReason is { } why ? $"off ({why})" : "off" : one.FailingSince is { } since ? $"failing since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "on";
}
