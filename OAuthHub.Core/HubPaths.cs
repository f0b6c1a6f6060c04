namespace OAuthHub.Core;

/// <summary>The files of the data directory (<c>OAuthHub:DataDirectory</c>), in one place.</summary>
public sealed class HubPaths(string dataDirectory)
{
    public string DataDirectory { get; } = Path.GetFullPath(dataDirectory);

    /// <summary>Platform files of this hub, beside the built-in catalogue.</summary>
    public string Platforms => Path.Combine(DataDirectory, "platforms");

    /// <summary>The encrypted file: SQLite, every row sealed.</summary>
    public string VaultFile => Path.Combine(DataDirectory, "vault.db");

    /// <summary>What was seen of the vault, kept apart from it, so that an older copy is recognised.</summary>
    public string WitnessFile => Path.Combine(DataDirectory, "vault.witness");

    /// <summary>The highest mark that this host has seen of a vault that lies elsewhere (PostgreSQL, HashiCorp Vault, Key Vault).</summary>
    public string MarkFile => Path.Combine(DataDirectory, "vault.mark");

    /// <summary>Where answers wait while the vault cannot be written: one file for each running process.</summary>
    public string LocalJournal => Path.Combine(DataDirectory, "journal");

    /// <summary>The master key that Development makes for itself.</summary>
    public string MasterKeyFile => Path.Combine(DataDirectory, "master.key");

    /// <summary>Who did what: one file for each process that ran.</summary>
    public string Audit => Path.Combine(DataDirectory, "audit");

    /// <summary>The bootstrap agent key that the hub makes when none is configured.</summary>
    public string AgentKeyFile => Path.Combine(DataDirectory, "agent.key");

    /// <summary>Where earlier versions kept the keys of session cookies. They are in the vault now; what is found here is brought there.</summary>
    public string SessionKeys => Path.Combine(DataDirectory, "session-keys");
}
