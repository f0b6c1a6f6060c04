using Microsoft.Extensions.Options;
using Npgsql;

namespace OAuthHub.Core.Vault.PostgreSql;

/// <summary>The settings under <c>OAuthHub:Vault:PostgreSql</c>.</summary>
public sealed class PostgreSqlOptions
{
    public const string Section = VaultOptions.Section + ":PostgreSql";

    /// <summary>As Npgsql reads it: <c>Host=db.example.com;Database=oauthhub;Username=oauthhub;Password=…;SSL Mode=VerifyFull</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Where the hub's tables lie. Hubs that share a database without sharing a vault have a schema each.</summary>
    public string Schema { get; set; } = "oauthhub";
}

internal sealed class PostgreSqlOptionsValidator : IValidateOptions<PostgreSqlOptions>
{
    private const string Key = PostgreSqlOptions.Section + ":ConnectionString";
    private const string Shape = "Host=db.example.com;Database=oauthhub;Username=oauthhub;Password=…;SSL Mode=VerifyFull";

    public ValidateOptionsResult Validate(string? name, PostgreSqlOptions options)
    {
        List<string> failures = [];
        if (WrongConnectionString(options.ConnectionString) is { } wrong) failures.Add(wrong);
        if (!IsPlainName(options.Schema))
            failures.Add($"{PostgreSqlOptions.Section}:Schema is not a plain name. Set it to lower-case letters, digits and '_', a letter first and at most 63 in all, or remove the key for 'oauthhub'.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>The string holds a password: no message may repeat any of it.</summary>
    private static string? WrongConnectionString(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return $"{Key} is not set. Set it to: {Shape}";
        if (text.Contains("://", StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal)) return Unreadable();
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(parsed.Host)) return $"{Key} names no Host. Set it to: {Shape}";
            return string.IsNullOrEmpty(parsed.Database) ? $"{Key} names no Database. Set it to: {Shape}" : null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or NotSupportedException or OverflowException)
        {
            return Unreadable();
        }

        static string Unreadable() => $"{Key} cannot be read. It is a list of key=value pairs with ';' between them, not an address that begins with postgres://. Set it to: {Shape}";
    }

    // Plain, so that it reads the same with and without quotes in whatever the operator types.
    private static bool IsPlainName(string? schema) =>
        schema is { Length: > 0 and <= 63 } && (char.IsAsciiLetterLower(schema[0]) || schema[0] == '_') && schema.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
