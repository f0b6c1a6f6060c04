namespace OAuthHub.Core.Vault.Backup;

/// <summary>A backup cannot be made or put back like this. The message is for the operator: what is wrong and what to do; a restore that was refused has changed nothing unless it says so.</summary>
/// <param name="code">Stable, for scripts.</param>
public sealed class BackupException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
