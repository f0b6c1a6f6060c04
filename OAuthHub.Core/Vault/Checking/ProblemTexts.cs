namespace OAuthHub.Core.Vault.Checking;

/// <summary>What a person reads about a record that cannot be used: what happened, and what to do.</summary>
internal static class ProblemTexts
{
    public static string Of(VaultProblem problem, VaultKind? kind) => problem switch
    {
        VaultProblem.KeyUnavailable => "It is sealed with a master key that is not configured. Add that key to OAuthHub:MasterKey after the newest one.",
        VaultProblem.PutBack => "It is older than what was seen of it before: somebody put it back. " + Repair(kind),
        VaultProblem.Missing => "It was there and is gone without having been deleted. " + Repair(kind),
        _ => "It does not verify: it was changed, moved or cut. " + Repair(kind),
    };

    public static string OfAnswer(VaultProblem problem) => problem is VaultProblem.KeyUnavailable
        ? "An answer of a platform is sealed with a master key that is not configured. Add that key to OAuthHub:MasterKey after the newest one."
        : "An answer of a platform does not verify: it was changed, moved or cut. It is not used; if the connection of this row needs it, reconnect the account.";

    private static string Repair(VaultKind? kind) => kind switch
    {
        VaultKind.Connection => "Reconnect the account, or restore a backup.",
        VaultKind.AgentKey => "Make a new key for the agent, or restore a backup.",
        VaultKind.AppRegistration => "Enter the platform's client id and secret again, or restore a backup.",
        VaultKind.Webhook => "Remove the webhook and make it again, or restore a backup.",
        VaultKind.WebhookDelivery => "Nothing has to be done: one message of a webhook is not sent.",
        VaultKind.PendingGrant => "Nothing has to be done, unless an import of its record says that the grant is dead: then connect the account by signing in.",
        VaultKind.Session => "Nothing has to be done: at worst somebody signs in again.",
        _ => "Find out what is missing (connections list, keys list) and make it anew, or restore a backup.",
    };
}
