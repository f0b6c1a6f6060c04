namespace OAuthHub.Core.Moving.Importing;

public enum ImportStatus { Imported, Replaced, Skipped, Failed, WouldImport }

/// <summary>What became of a record. Nothing of it is a secret.</summary>
/// <param name="Code">One of <see cref="MovingCodes"/>; null: it was brought in.</param>
/// <param name="Message">What happened and what to do; null: nothing.</param>
public sealed record ImportResult(int Number, string? Platform, string? User, ImportStatus Status, string? Code = null, string? Message = null)
{
    /// <summary>The connection that was made or found.</summary>
    public string? Connection { get; init; }

    internal static ImportResult Failed(GrantRecord record, string code, string? detail = null) => Of(record, ImportStatus.Failed, code, detail);

    internal static ImportResult Skipped(GrantRecord record, string code, string? connection) => Of(record, ImportStatus.Skipped, code, null) with { Connection = connection };

    private static ImportResult Of(GrantRecord record, ImportStatus status, string code, string? detail) =>
        new(record.Number, record.Platform, record.User, status, code, detail is null ? MovingCodes.Remedy(code) : $"{detail} {MovingCodes.Remedy(code)}");
}

/// <summary>How an import is to go.</summary>
public sealed record ImportTerms
{
    /// <summary>Whose those records are that name no user.</summary>
    public string? User { get; init; }

    /// <summary>Puts a grant in the place of that of the same account.</summary>
    public bool Replaces { get; init; }

    /// <summary>Sends nothing and writes nothing.</summary>
    public bool IsDry { get; init; }
}
