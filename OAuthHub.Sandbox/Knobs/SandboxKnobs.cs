using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Control;

namespace OAuthHub.Sandbox.Knobs;

/// <summary>What the platform does when a refresh token that was already used comes again.</summary>
internal enum Leeway
{
    /// <summary>It is refused.</summary>
    None,

    /// <summary>The immediate predecessor of the current one gets a new sibling, once; then the sibling's predecessor is the former current one.</summary>
    Predecessor,

    /// <summary>The last spent one may be used any number of times, and all its children work.</summary>
    Window,

    /// <summary>The last spent one gets the very same successors again.</summary>
    Idempotent,
}

/// <summary>How the platform behaves, changeable while it runs. To add a knob: a property and a line in <see cref="With"/>.</summary>
internal sealed record SandboxKnobs
{
    public bool AutoApprove { get; init; }
    public string AutoApproveAccount { get; init; } = "ada";
    public int AccessTokenSeconds { get; init; } = 120;
    public bool RotateRefreshTokens { get; init; } = true;
    public bool ReuseDetection { get; init; } = true;
    public Leeway Leeway { get; init; } = Leeway.None;
    public int LeewaySeconds { get; init; } = 30;
    public bool RefreshKillsOldAccessToken { get; init; }
    public bool RequirePkce { get; init; } = true;
    public bool SendIss { get; init; } = true;

    public static IReadOnlyList<string> Names { get; } =
    [
        "auto_approve", "auto_approve_account", "access_token_seconds", "rotate_refresh_tokens", "reuse_detection",
        "leeway", "leeway_seconds", "refresh_kills_old_access_token", "require_pkce", "send_iss",
    ];

    /// <summary>These knobs with the given members changed; throws <see cref="InvalidMemberException"/> when one is wrong.</summary>
    public SandboxKnobs With(MemberReader given) => this with
    {
        AutoApprove = given.Flag("auto_approve", AutoApprove),
        AutoApproveAccount = given.Text("auto_approve_account", AutoApproveAccount, AccountDirectory.IdRule, AccountDirectory.IsId)!,
        AccessTokenSeconds = given.Whole("access_token_seconds", AccessTokenSeconds, 1, 31_536_000),
        RotateRefreshTokens = given.Flag("rotate_refresh_tokens", RotateRefreshTokens),
        ReuseDetection = given.Flag("reuse_detection", ReuseDetection),
        Leeway = given.Choice<Leeway>("leeway", Leeway),
        LeewaySeconds = given.Whole("leeway_seconds", LeewaySeconds, 0, 86_400),
        RefreshKillsOldAccessToken = given.Flag("refresh_kills_old_access_token", RefreshKillsOldAccessToken),
        RequirePkce = given.Flag("require_pkce", RequirePkce),
        SendIss = given.Flag("send_iss", SendIss),
    };
}
