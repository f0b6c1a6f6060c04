using System.CommandLine;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.Commands;

/// <summary>Ends a webhook; messages that have not arrived are not sent any more.</summary>
internal sealed class WebhooksRemoveCommand : HubCommand
{
    private readonly Argument<string> id = new("id") { Description = "The webhook's id, as `webhooks list` shows it" };

    public WebhooksRemoveCommand(CommandLineRun run)
        : base(run, "remove", "Remove a webhook", "webhooks remove wh_0123456789abcdef") => Add(id);

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var webhook = given.GetRequiredValue(id);
        if (!await host.OfVault<WebhookStore>().DeleteAsync(webhook, cancellationToken)) throw WebhooksCommand.NoSuchWebhook(webhook);
        run.Output.Document(new { Removed = webhook });
        run.Output.Line($"{webhook} is removed. Hubs that run tell it nothing more within seconds.");
        return ExitCode.Done;
    }
}
