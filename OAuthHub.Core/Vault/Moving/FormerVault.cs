using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.Moving;

/// <summary>What is left to do when a mover died after everybody was sent to the new vault.</summary>
internal static class FormerVault
{
    public static async Task<MoveReport> FinishAsync(OpenedVault old, OpenedVault now, bool erase, Action<MoveProgress>? progress, CancellationToken cancellationToken)
    {
        var (rows, looked, erased, late) = (0, 0, 0, new List<string>());
        await foreach (var row in old.Rows.ListAsync(whole: true, cancellationToken))
        {
            progress?.Invoke(new MoveProgress("Comparing what is left in the old vault", ++looked));
            if (!IsOvertaken(row, await now.Rows.ReadAsync(row.Id, cancellationToken))) late.Add(row.Id.ToString());
            else if (erase && await Patiently.TryAsync(() => old.Rows.ReplaceAsync(row.Id, row, null, cancellationToken), cancellationToken)) erased++;
        }
        await foreach (var _ in now.Rows.ListAsync(whole: false, cancellationToken)) rows++;
        return new MoveReport(old.Rows.Place, now.Rows.Place, rows, [], late, erased);
    }

    /// <summary>The new vault has it, or what came of it. One that it does not have may have been removed there since; it is told, and stays.</summary>
    private static bool IsOvertaken(SealedRow row, SealedRow? there) =>
        there is not null && there.Generation >= row.Generation && (row.Answer is not { } answer || there.Answer?.TokenGeneration >= answer.TokenGeneration);
}
