namespace OAuthHub.Core.Vault.Moving;

/// <summary>Where a move is, for whoever watches it.</summary>
/// <param name="Step">In words.</param>
/// <param name="Rows">Looked at in this step.</param>
public sealed record MoveProgress(string Step, int Rows);

/// <summary>What a move has done.</summary>
/// <param name="Rows">In the new vault.</param>
/// <param name="Problems">Rows that do not open, there as here.</param>
/// <param name="Late">Rows that somebody wrote in the old vault after it was closed, and that the new one does not have; ids of rows.</param>
/// <param name="Erased">Rows removed from the old vault.</param>
public sealed record MoveReport(string From, string To, int Rows, IReadOnlyList<string> Problems, IReadOnlyList<string> Late, int Erased);
