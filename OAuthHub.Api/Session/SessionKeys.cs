using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Session;

/// <summary>
/// The key ring of the session cookies: one record of the vault. So whichever host a person comes to next knows their cookie, and the ring is
/// re-sealed and moved with everything else. Hosts hear of a new key when the framework reads its ring again, once a day; a new key waits
/// two days before it is used.
/// </summary>
internal sealed partial class SessionKeys(IVault vault, ILogger<SessionKeys> logger) : IXmlRepository
{
    private static readonly VaultName Name = new(VaultKind.Session, "keys");

    /// <summary>No cookie lives that long after its key's end. What is older goes, so that the record fits into every backend for ever.</summary>
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(60);

    private volatile IReadOnlyList<string>? known;

    /// <remarks>
    /// While the vault is away, what was read before: the framework would let a request fail whenever its day is over, and that
    /// request's person would seem signed out.
    /// </remarks>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Wait(ReadAsync).Elements.Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => Wait(async () =>
    {
        await AddAsync([element]);
        return true;
    });

    /// <summary>Adds those that are not there yet; of processes that add at once, each finds what the others have added.</summary>
    public async Task AddAsync(IReadOnlyCollection<XElement> added)
    {
        for (long? found = null; ;)
        {
            var ring = await ReadAsync();
            if (ring.Failure is VaultUnavailableException away) throw away;
            var texts = added.Select(element => element.ToString(SaveOptions.DisableFormatting)).Except(ring.Elements, StringComparer.Ordinal).ToList();
            if (texts.Count == 0) return;
            var next = WithoutOld([.. ring.Elements, .. texts]);
            var write = new VaultWrite(Name, ring.Failure is null ? ring.Generation : found ?? 0, new Dictionary<string, string>(), Serialize(next));
            switch (await vault.CommitAsync(new VaultCommit(write), CancellationToken.None))
            {
                case VaultWriteOutcome.Written:
                    known = next;
                    return;
                case VaultWriteOutcome.Conflict(var current):
                    found = current; // of a record that does not open, this is all that can be known
                    break;
            }
        }
    }

    private async Task<Ring> ReadAsync()
    {
        try
        {
            var record = await vault.ReadAsync(Name, CancellationToken.None);
            known = record is null ? [] : Deserialize(record.Secret.Span);
            return new Ring(known, record?.Generation ?? 0, null);
        }
        catch (Exception failure) when (failure is VaultUnavailableException && known is not null || failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            // A ring that does not open must not keep anybody from signing in: it is made anew, and people sign in again.
            if (failure is not VaultUnavailableException) LogDoesNotOpen(logger, failure);
            return new Ring(known ?? [], 0, failure);
        }
    }

    /// <summary>Counted from the newest key, so that no clock but the one that dated the keys has a say.</summary>
    private static List<string> WithoutOld(IReadOnlyCollection<string> elements)
    {
        var dated = elements.Select(text => (Text: text, Element: XElement.Parse(text))).ToList();
        var newest = dated.Max(one => (DateTimeOffset?)one.Element.Element("creationDate"));
        return [.. dated.Where(one => !((DateTimeOffset?)one.Element.Element("expirationDate") + KeptAfterEnd < newest)).Select(one => one.Text)];
    }

    private static byte[] Serialize(IEnumerable<string> elements) =>
        Encoding.UTF8.GetBytes(new XElement("keys", elements.Select(XElement.Parse)).ToString(SaveOptions.DisableFormatting));

    private static List<string> Deserialize(ReadOnlySpan<byte> secret) =>
        [.. XElement.Parse(Encoding.UTF8.GetString(secret)).Elements().Select(element => element.ToString(SaveOptions.DisableFormatting))];

    /// <summary>The framework asks for its keys in a way that cannot be awaited: at the start, and once a day.</summary>
    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys of the session cookies in the vault do not open. New ones are made where need be, and people sign in again")]
    private static partial void LogDoesNotOpen(ILogger logger, Exception failure);

    /// <param name="Failure">Why these are not from the vault.</param>
    private sealed record Ring(IReadOnlyList<string> Elements, long Generation, Exception? Failure);
}
