namespace OAuthHub.Api.Commands;

/// <summary>What a command says to the shell. docs/commands.md has the table.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Refused or failed; the message says what to do.</summary>
    public const int Refused = 1;

    /// <summary>It was not called rightly.</summary>
    public const int WrongUsage = 2;

    /// <summary>Done, but something was found wrong.</summary>
    public const int FoundWrong = 3;

    /// <summary>Ended by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
