namespace OAuthHub.Core.Vault.Rotation;

/// <summary>Where a rotation is, for whoever watches it.</summary>
/// <param name="Step">In words.</param>
/// <param name="Rows">Looked at in this step.</param>
public sealed record RotationProgress(string Step, int Rows);

/// <summary>What a rotation has done. The old key is good until the rotation is finished.</summary>
/// <param name="Resealed">Rows sealed anew by this run.</param>
/// <param name="Left">Rows that do not open with any key at hand, and stay as they are; ids of rows.</param>
public sealed record RotationReport(string NewKeyId, int Resealed, IReadOnlyList<string> Left);
