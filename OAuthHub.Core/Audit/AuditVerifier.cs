namespace OAuthHub.Core.Audit;

/// <summary>Checks that the audit is whole: every line in its place, none changed, none missing, no file gone.</summary>
public sealed class AuditVerifier(AuditFiles files)
{
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken)
    {
        var (faults, notes, known, lines) = (new List<AuditFault>(), new List<string>(), new Dictionary<string, List<string>>(StringComparer.Ordinal), 0L);
        var points = new List<(AuditPoint Point, string From)>();
        var pruned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in files.Paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            if (VerifyFile(path, name, faults, notes, pruned) is not { } file) continue;
            known[name] = file.Macs;
            lines += file.Macs.Count - 1;
            points.AddRange(file.Head.Heads.Select(point => (point, name)));
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

    private (AuditHead Head, List<string> Macs)? VerifyFile(string path, string name, List<AuditFault> faults, List<string> notes, HashSet<string> pruned)
    {
        AuditHead? head = null;
        byte[]? key = null;
        var macs = new List<string>();
        foreach (var line in AuditReading.Lines(path))
        {
            if (AuditFormat.Open(line) is not { } open)
            {
                faults.Add(new AuditFault(name, macs.Count, "is no line of the audit, or half of one"));
                break;
            }
            if (head is null)
            {
                head = AuditFormat.Read<AuditHead>(open.Json);
                if (head is null || !string.Equals(head.File, name, StringComparison.Ordinal))
                {
                    faults.Add(new AuditFault(name, 0, "is not the beginning of this file"));
                    return null;
                }
                key = files.KeyOf(head.Key);
                if (key is null) notes.Add($"{name} was sealed with the master key {head.Key}, which is not configured any more: its lines cannot be checked.");
            }
            if (key is not null && !string.Equals(AuditFormat.MacOf(open.Json, macs.Count == 0 ? null : macs[^1], key), open.Mac, StringComparison.Ordinal))
            {
                faults.Add(new AuditFault(name, macs.Count, "was changed, or a line before it was taken out or put in"));
                break;
            }
            macs.Add(open.Mac);
            if (macs.Count > 1 && AuditFormat.Read<AuditLine>(open.Json) is { Entry: { What: AuditEvents.AuditPruned, Detail: { } names } }) pruned.UnionWith(names.Split(' '));
        }
        return head is null ? null : (head, macs);
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
