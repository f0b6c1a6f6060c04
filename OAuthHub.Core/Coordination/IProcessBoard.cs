namespace OAuthHub.Core.Coordination;

/// <summary>
/// Where the processes of a hub tell the others how they are. It holds nothing that anything depends on but a page for the operator: what
/// is lost here is put up again, and what nobody puts up any more goes away by itself.
/// </summary>
public interface IProcessBoard
{
    /// <summary>False: there is no other process, and nothing is kept.</summary>
    bool IsShared { get; }

    /// <summary>Puts up how a process is, for a day.</summary>
    /// <returns>True: the board did not know the process, or not any more, so that its pages are to be put up all of them.</returns>
    /// <exception cref="CoordinationUnavailableException">What they share does not answer.</exception>
    ValueTask<bool> PutAsync(string process, DateTimeOffset at, byte[] report, CancellationToken cancellationToken);

    /// <summary>Puts up pages of a process; each replaces the one of its name.</summary>
    /// <exception cref="CoordinationUnavailableException">What they share does not answer.</exception>
    ValueTask PutPagesAsync(string process, IReadOnlyCollection<BoardPage> pages, CancellationToken cancellationToken);

    /// <summary>Who has put up a report since then, and the report; at most fifty, the newest.</summary>
    /// <exception cref="CoordinationUnavailableException">What they share does not answer.</exception>
    ValueTask<IReadOnlyList<byte[]>> ReportsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Those of the pages that are there, in the order of their names.</summary>
    /// <exception cref="CoordinationUnavailableException">What they share does not answer.</exception>
    ValueTask<IReadOnlyList<BoardPage>> PagesAsync(string process, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken);
}

/// <param name="Life">How long it is kept; of no meaning when it is read.</param>
public sealed record BoardPage(string Name, byte[] Content, TimeSpan Life = default);
