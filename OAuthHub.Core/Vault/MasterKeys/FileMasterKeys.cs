using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>In a file of mode 0600 that somebody else has made: <c>OAuthHub:MasterKeyFile</c>.</summary>
internal sealed class FileMasterKeys(string path) : IMasterKeySource
{
    private const string What = "master key file";

    public string Place => path;

    public bool CanWrite => true;

    public Task<KeyRing> LoadAsync(CancellationToken cancellationToken)
    {
        var text = PrivateFile.Read(path, What) ??
            throw new HubStartException($"The master key file {path} (OAuthHub:MasterKeyFile) is missing. Put it back if there is a vault already: a new key could not open what is stored. For a new hub: (umask 077 && openssl rand -base64 32 > '{path}'). Nothing was changed.");
        return Task.FromResult(new KeyRing(MasterKeyText.Read(text, $"The master key file {path}", "Put the right key back; nothing was changed.")));
    }

    public Task WriteAsync(IReadOnlyList<MasterKey> newestFirst, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFile.Write(path, MasterKeyText.Write(newestFirst));
            return Task.CompletedTask;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HubStartException($"The master key file {path} cannot be written: {failure.Message} Let the hub's user write its folder, since the file is replaced whole.", failure);
        }
    }
}
