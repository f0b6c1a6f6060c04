using System.CommandLine;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.Commands;

/// <summary>Sends a test message, as the hub would, from where the command runs.</summary>
internal sealed class WebhooksTestCommand : HubCommand
{
    private readonly Argument<string> id = new("id") { Description = "The webhook's id, as `webhooks list` shows it" };

    public WebhooksTestCommand(CommandLineRun run)
        : base(run, "test", "Send a test message to a webhook", "webhooks test wh_0123456789abcdef") => Add(id);

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        var webhook = given.GetRequiredValue(id);
        host.OfVault<WebhookStore>();
        if (await host.Get<WebhookSender>().TestAsync(webhook, cancellationToken) is not { } result) throw WebhooksCommand.NoSuchWebhook(webhook);
        if (!result.IsDelivered) throw new CommandException("not_delivered", $"The message did not arrive: {result.Outcome}{(result.Status is { } status ? $" with status {status}" : "")}.");
        run.Output.Document(new { Delivered = true, result.Status });
        run.Output.Line($"Delivered: {webhook} answered {result.Status}.");
        return ExitCode.Done;
    }
}
