using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with webhooks.</summary>
internal sealed class WebhooksCommand : Command
{
    public WebhooksCommand(CommandLineRun run)
        : base("webhooks", "List, add, remove and test the addresses that are told what becomes of connections")
    {
        Add(new WebhooksListCommand(run));
        Add(new WebhooksAddCommand(run));
        Add(new WebhooksRemoveCommand(run));
        Add(new WebhooksTestCommand(run));
    }

    public static CommandException NoSuchWebhook(string id) => new("no_such_webhook", $"There is no webhook {id}. `webhooks list` shows those that there are.");
}
