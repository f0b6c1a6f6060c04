using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Audit;

/// <summary>The settings under <c>OAuthHub:Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "OAuthHub:Audit";

    /// <summary>Days after which a file whose last entry is older is removed. 0: never.</summary>
    public int RetentionDays { get; set; } = 400;

    /// <summary>Bytes after which another file is begun.</summary>
    public long FileBytes { get; set; } = 16 * 1024 * 1024;
}

internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var wrong = new List<string>();
        if (options.RetentionDays is < 0 or > 36_500) wrong.Add($"OAuthHub:Audit:RetentionDays is {options.RetentionDays}. Give a number of days, or 0 to keep everything.");
        if (options.FileBytes is < 64 * 1024 or > 1024L * 1024 * 1024) wrong.Add($"OAuthHub:Audit:FileBytes is {options.FileBytes}. Give 65536 to 1073741824.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
