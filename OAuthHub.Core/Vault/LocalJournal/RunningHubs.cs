namespace OAuthHub.Core.Vault.LocalJournal;

/// <summary>
/// Which hubs run on a data folder: each process keeps its journal there open and locked from its start to its end, however that comes.
/// Processes on other machines, with data folders of their own, are not seen.
/// </summary>
public sealed class RunningHubs(HubPaths paths)
{
    /// <summary>The numbers of their processes, as each knows its own.</summary>
    public IReadOnlyList<string> Find()
    {
        if (!Directory.Exists(paths.LocalJournal)) return [];
        var running = new List<string>();
        foreach (var path in Directory.EnumerateFiles(paths.LocalJournal, "*.journal").Order(StringComparer.Ordinal))
        {
            using var left = JournalFile.TryAdopt(path);
            if (left is null) running.Add(Path.GetFileName(path).Split('-')[0]);
        }
        return running;
    }
}
