using System.CommandLine;

namespace OAuthHub.Api.Commands;

/// <summary>What an operator does with the audit.</summary>
internal sealed class AuditCommand : Command
{
    public AuditCommand(CommandLineRun run)
        : base("audit", "Check and export the record of who did what")
    {
        Add(new AuditVerifyCommand(run));
        Add(new AuditExportCommand(run));
    }
}
