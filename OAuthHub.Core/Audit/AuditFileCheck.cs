using System.Text;

namespace OAuthHub.Core.Audit;

/// <summary>What one file says of itself, and the first place where it is not as it was written.</summary>
internal sealed class AuditFileCheck : IDisposable
{
    private readonly string name;
    private readonly Func<string, byte[]?> keyOf;
    private readonly List<string?> macs = [];
    private readonly List<string> pruned = [];
    private AuditMac? sealing;

    /// <summary>The first line that no mac has been read for.</summary>
    private int open;

    private AuditFileCheck(string name, Func<string, byte[]?> keyOf) => (this.name, this.keyOf) = (name, keyOf);

    /// <summary>Null: it has not the beginning of this file, and nothing else of it is known.</summary>
    public AuditHead? Head { get; private set; }

    /// <summary>The key of its time is not configured any more.</summary>
    public bool LacksKey { get; private set; }

    public AuditFault? Fault { get; private set; }

    /// <summary>The fault may be that somebody is just writing.</summary>
    public bool IsEndOpen { get; private set; }

    /// <summary>By number of line, as far as all is well; null where a later line has the mac.</summary>
    public IReadOnlyList<string?> Macs => macs;

    /// <summary>Files that the hub removed when it began this one.</summary>
    public IReadOnlyList<string> Pruned => pruned;

    /// <param name="keyOf">Null: there is no such key.</param>
    public static AuditFileCheck Run(string path, Func<string, byte[]?> keyOf)
    {
        var check = new AuditFileCheck(Path.GetFileName(path), keyOf);
        if (AuditReading.Lines(path).All(check.Take) && check.open < check.macs.Count) check.Fail(check.open, "and what follows has no seal", isEnd: true);
        return check;
    }

    public void Dispose() => sealing?.Dispose();

    /// <returns>False: what follows need not be looked at.</returns>
    private bool Take(string line)
    {
        if (AuditFormat.Open(line) is not var (json, mac)) return Fail(macs.Count, "is no line of the audit, or half of one", isEnd: true);
        if (Head is null && !Begin(json)) return Fail(0, "is not the beginning of this file");
        sealing?.Add(Encoding.UTF8.GetBytes("\n" + json));
        macs.Add(mac);
        return mac is null || Close(json, mac);
    }

    private bool Begin(string json)
    {
        if (AuditFormat.Read<AuditHead>(json) is not { } head || !string.Equals(head.File, name, StringComparison.Ordinal)) return false;
        Head = head;
        if (keyOf(head.Key) is { } key) sealing = new AuditMac(key);
        LacksKey = sealing is null;
        return true;
    }

    private bool Close(string json, string mac)
    {
        var (first, last) = (open, macs.Count - 1);
        Span<byte> own = stackalloc byte[AuditMac.Length];
        sealing?.End(own);
        if (sealing is not null && !own.SequenceEqual(Encoding.UTF8.GetBytes(mac)))
            return Fail(first, first == last ? "was changed, or a line before it was taken out or put in" : $"or a line after it, up to {last}, was changed, taken out or put in");
        sealing?.Add(own);
        open = macs.Count;
        // The hub writes this before anything else, by itself.
        if (last > 0 && AuditFormat.Read<AuditLine>(json) is { Entry: { What: AuditEvents.AuditPruned, Detail: { } names } }) pruned.AddRange(names.Split(' '));
        return true;
    }

    private bool Fail(int line, string problem, bool isEnd = false)
    {
        (Fault, IsEndOpen) = (new AuditFault(name, line, problem), isEnd);
        macs.RemoveRange(open, macs.Count - open);
        return false;
    }
}
