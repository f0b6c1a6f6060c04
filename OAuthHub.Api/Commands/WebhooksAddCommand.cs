using System.CommandLine;
using OAuthHub.Api.Webhooks;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.Commands;

/// <summary>Makes a webhook and prints its secret; hubs that run tell it of what happens from then on.</summary>
internal sealed class WebhooksAddCommand : HubCommand
{
    private readonly Argument<string> url = new("url") { Description = "An https address" };
    private readonly Option<string[]> types = new("--type") { Description = "What it is told; none: all but connection.refreshed. May be given several times", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = false };

    public WebhooksAddCommand(CommandLineRun run)
        : base(run, "add", "Add a webhook and print its secret, this once", "webhooks add https://app.example.com/hooks/oauthhub --type connection.needs_reconnect")
    {
        types.AcceptOnlyFromAmong([.. WebhookTypes.All]);
        Add(url);
        Add(types);
    }

    protected override async Task<int> RunAsync(ParseResult given, CommandLineRun run, CancellationToken cancellationToken)
    {
        await using var host = run.OpenHost();
        if (host.Get<WebhookCall>().FindRefusal(given.GetRequiredValue(url), out var address) is { } why) throw new CommandException("url_not_allowed", why + " Nothing was added.");
        var wanted = given.GetValue(types) is { Length: > 0 } some ? some.Distinct(StringComparer.Ordinal).ToArray() : WebhookTypes.Usual;
        if (await host.OfVault<WebhookStore>().CreateAsync(address, null, wanted, cancellationToken) is not { } made)
            throw new CommandException("too_many", $"There are {WebhookStore.Most} webhooks, which is as many as there may be. Nothing was added.");
        var secret = made.Keys[0].Secret.RevealSecret();
        run.Output.Document(new { Webhook = WebhookView.Of(made, made.CreatedAt), Secret = secret });
        run.Output.Line(secret);
        run.Output.Note($"This signs the messages to {made.Id}. It is not shown again. Try it with: webhooks test {made.Id}");
        return ExitCode.Done;
    }
}
