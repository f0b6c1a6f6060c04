using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Platforms.Quirks;

/// <summary>
/// Gets a client from a server that gives them to whoever asks, once for each server, and keeps it like one that an operator entered. Of
/// several processes that ask at once, the first to store its client is the one whose client counts.
/// </summary>
internal sealed partial class DynamicRegistration(AppRegistrations registrations, PlatformSender sender, HubAddress hub, ILogger<DynamicRegistration> logger) : Quirk
{
    private readonly ConcurrentDictionary<RegistrationName, SemaphoreSlim> asking = new();

    public override string Name => QuirkNames.DynamicRegistration;

    public override async Task<QuirkPreparation> PrepareAsync(Platform platform, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var draft = PlatformClient.Unregistered(platform, values, hub);
        var name = new RegistrationName(platform.Id, VariableValues.Instance(platform, draft.Values));
        if (IsKnown(name)) return new QuirkPreparation.Ready(values);
        var turn = asking.GetOrAdd(name, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return IsKnown(name) || await AskAsync(draft, name, cancellationToken) is not { } refusal ? new QuirkPreparation.Ready(values) : new QuirkPreparation.Refused(refusal);
        }
        finally
        {
            turn.Release();
        }
    }

    private bool IsKnown(RegistrationName name) => registrations.Find(name.PlatformId, name.Instance) is not null;

    /// <summary>Null: there is a client now.</summary>
    private async Task<string?> AskAsync(PlatformClient draft, RegistrationName name, CancellationToken cancellationToken)
    {
        var call = draft.Platform.Registration.Dynamic!;
        using var request = CallRequests.Create(draft, call);
        var answer = await sender.SendAsync(request, cancellationToken);
        if (answer is TokenAnswer.NotProcessed) return answer.StopReason;
        if (answer is not TokenAnswer.Received({ Status: 200 or 201 } raw)) return "registration_refused";
        if (AnswerDocument.Json(raw.Body) is not { } root || JsonPath.Text(JsonPath.Find(root, call.ClientIdPath)) is not { Length: > 0 } id) return "registration_refused";
        var secret = JsonPath.Text(JsonPath.Find(root, call.ClientSecretPath));
        await registrations.EnterFirstAsync(name, id, string.IsNullOrEmpty(secret) ? null : new ClientSecret(secret), null, cancellationToken);
        LogRegistered(logger, name.PlatformId, name.Instance ?? "-");
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Registered at {Platform}, server {Instance}")]
    private static partial void LogRegistered(ILogger logger, string platform, string instance);
}
