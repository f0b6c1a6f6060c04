namespace OAuthHub.Core.Vault.Checking;

/// <summary>What a look at every row of the vault has found.</summary>
/// <param name="Place">Where the vault lies, as messages call it.</param>
/// <param name="Records">Records that open.</param>
/// <param name="Kinds">How many of each kind open.</param>
/// <param name="States">How many connections are in each state.</param>
/// <param name="MasterKeys">How many rows are sealed with each master key, by its id.</param>
/// <param name="Answers">Answers of platforms in the vault's journal, those that do not open included.</param>
/// <param name="IsRestoredCopy">It was put back, and no hub has started on it since.</param>
public sealed record VaultReport(
    string Backend, string Place, string DeploymentId, long Records, IReadOnlyDictionary<VaultKind, long> Kinds, IReadOnlyDictionary<string, long> States,
    IReadOnlyDictionary<string, long> MasterKeys, long Answers, bool IsRestoredCopy, IReadOnlyList<FoundProblem> Problems);

/// <param name="Row">The row's id, 64 hex digits; empty when there is no row and nothing says which it was.</param>
/// <param name="Name">Null: the record does not say it, and nothing else knows it.</param>
/// <param name="What">What happened and what to do.</param>
public sealed record FoundProblem(string Row, VaultName? Name, VaultProblem Problem, string What);
