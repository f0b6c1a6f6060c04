using System.Text;
using OAuthHub.Core.Moving;
using OAuthHub.Core.Moving.Bundles;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Commands;

/// <summary>The passphrase of a bundle, from a file or from the terminal. Never from an argument, which others on the machine can read.</summary>
internal static class Passphrase
{
    /// <param name="isNew">True: it has to be long enough, and is asked for twice.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static string Read(string? path, bool isNew)
    {
        var given = path is null ? Ask("Passphrase of the bundle: ") : OfFile(path);
        if (!isNew) return given;
        if (given.Length < GrantBundle.ShortestPassphrase) throw new MovingException("passphrase_too_short", $"A passphrase has at least {GrantBundle.ShortestPassphrase} characters. Nothing was written.");
        if (path is null && !string.Equals(given, Ask("Once more: "), StringComparison.Ordinal)) throw new CommandException("passphrases_differ", "These were two different passphrases. Nothing was written.");
        return given;
    }

    private static string OfFile(string path) =>
        PrivateFile.Read(path, "passphrase file") ?? throw new CommandException("no_passphrase", $"There is no file {path}. Write the passphrase into it, mode 0600. Nothing was done.", ExitCode.WrongUsage);

    /// <summary>Without showing what is typed.</summary>
    private static string Ask(string question)
    {
        if (Console.IsInputRedirected) throw new CommandException("no_passphrase", "There is no terminal to ask on. Write the passphrase into a file of mode 0600 and give it with --passphrase-file. Nothing was done.", ExitCode.WrongUsage);
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is not ConsoleKey.Backspace) typed.Append(key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
