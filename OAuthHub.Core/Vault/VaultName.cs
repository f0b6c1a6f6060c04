namespace OAuthHub.Core.Vault;

/// <summary>What a record is. The number is part of the stored form: add kinds, never renumber.</summary>
public enum VaultKind : byte
{
    Connection = 1,
    AppRegistration = 2,
    AgentKey = 3,
    Session = 4,
    Webhook = 5,
    WebhookDelivery = 6,
    PendingGrant = 7,
}

/// <summary>The name of a record: its kind and an id that is unique within it (1 to 200 characters).</summary>
public readonly record struct VaultName(VaultKind Kind, string Id)
{
    public override string ToString() => $"{Kind}/{Id}";
}
