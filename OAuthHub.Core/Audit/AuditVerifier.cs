namespace OAuthHub.Core.Audit;

/// <summary>Checks that the audit is whole: every line in its place, none changed, none missing, no file gone.</summary>
public sealed class AuditVerifier(AuditFiles files)
{
    /// <summary>What a process is just writing is there by then.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken)
    {
        var (faults, notes, known, lines) = (new List<AuditFault>(), new List<string>(), new Dictionary<string, IReadOnlyList<string?>>(StringComparer.Ordinal), 0L);
        var points = new List<(AuditPoint Point, string From)>();
        var pruned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in files.Paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var checking = await CheckAsync(path, cancellationToken);
            if (checking.Fault is { } fault) faults.Add(fault);
            if (checking.Head is not { } head) continue;
            if (checking.LacksKey) notes.Add($"{head.File} was sealed with the master key {head.Key}, which is not configured any more: its lines cannot be checked.");
            known[head.File] = checking.Macs;
            lines += Math.Max(0, checking.Macs.Count - 1);
            points.AddRange(head.Heads.Select(point => (point, head.File)));
            pruned.UnionWith(checking.Pruned);
        }
        points.AddRange((await files.AnchorsAsync(cancellationToken)).Select(point => (point, "the vault")));
        var broken = faults.Select(fault => fault.File).ToHashSet(StringComparer.Ordinal);
        foreach (var (point, from) in points.DistinctBy(one => one.Point))
        {
            if (pruned.Contains(point.File) || broken.Contains(point.File)) continue; // of a broken file nothing more can be said
            if (!known.TryGetValue(point.File, out var macs)) faults.Add(new AuditFault(point.File, null, $"is gone, though {from} has seen it"));
            else if (point.Seq >= macs.Count) faults.Add(new AuditFault(point.File, macs.Count, $"ends here, though {from} has seen line {point.Seq}"));
            else if (!string.Equals(macs[(int)point.Seq], point.Mac, StringComparison.Ordinal)) faults.Add(new AuditFault(point.File, point.Seq, $"is not the line that {from} has seen"));
        }
        return new AuditVerdict(known.Count, lines, faults, notes);
    }

    private async Task<AuditFileCheck> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var check = AuditFileCheck.Run(path, files.KeyOf);
        if (!check.IsEndOpen) return check;
        check.Dispose();
        await Task.Delay(Moment, TimeProvider.System, cancellationToken);
        return AuditFileCheck.Run(path, files.KeyOf);
    }
}

/// <summary>What a reading of the whole audit found.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Lines">Entries that were read.</param>
/// <param name="Faults">Where it is not as it was written.</param>
/// <param name="Notes">What could not be checked, and why.</param>
public sealed record AuditVerdict(int Files, long Lines, IReadOnlyList<AuditFault> Faults, IReadOnlyList<string> Notes)
{
    /// <summary>No fault was found.</summary>
    public bool IsWhole => Faults.Count == 0;
}

/// <param name="File">The file's name.</param>
/// <param name="Line">Number of the entry in its file; 0 is the file's beginning; null: the whole file.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record AuditFault(string File, long? Line, string Problem);
