using Microsoft.Extensions.Options;
using OAuthHub.Core;
using OAuthHub.Core.Moving;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Backup;

namespace OAuthHub.Api.Commands;

/// <summary>A command cannot be done. The message is for the operator: what happened and what to do.</summary>
/// <param name="code">Stable, for scripts.</param>
internal sealed class CommandException(string code, string message, int exitCode = ExitCode.Refused) : Exception(message)
{
    public string Code { get; } = code;

    public int ExitCode { get; } = exitCode;

    /// <summary>What a failure says to an operator; null: it is a surprise.</summary>
    public static CommandException? Of(Exception failure) => failure switch
    {
        CommandException refusal => refusal,
        BackupException refusal => new CommandException(refusal.Code, refusal.Message),
        MovingException refusal => new CommandException(refusal.Code, refusal.Message, Commands.ExitCode.WrongUsage),
        HubStartException refusal => new CommandException("refused", refusal.Message),
        PlatformCatalogException refusal => new CommandException("wrong_catalogue", refusal.Message),
        OptionsValidationException refusal => new CommandException("wrong_setting", string.Join(Environment.NewLine, refusal.Failures)),
        VaultUnavailableException away => new CommandException("vault_unavailable", away.Message),
        VaultIntegrityException damage => new CommandException("vault_integrity", damage.Message),
        VaultKeyUnavailableException key => new CommandException("key_unavailable", key.Message),
        UnauthorizedAccessException denied => new CommandException("no_permission", denied.Message + " Run this as the user that the hub runs as."),
        _ => null,
    };
}
