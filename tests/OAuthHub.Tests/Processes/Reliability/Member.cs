using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>One process of the hub that is hit, and comes back by itself as an orchestrator would bring it back.</summary>
internal sealed class Member(string name, HubProcess process, Timeline timeline)
{
    public string Name => name;
    public HubProcess Process => process;

    /// <summary>Something is being done to it; one thing at a time.</summary>
    public bool IsBusy { get; set; }

    /// <summary>kill -9, and a start at once; now and then it is killed again while it starts.</summary>
    public async Task KillAsync(TimeSpan? again)
    {
        var at = timeline.Now;
        await process.KillAsync();
        process.Launch();
        if (again is { } later)
        {
            await Task.Delay(later, TimeProvider.System);
            if (!process.HasEnded) await process.KillAsync();
            process.Launch();
        }
        await ComeBackAsync();
        timeline.Note(at, name, again is null ? "killed" : "killed twice");
    }

    /// <summary>SIGSTOP for a while.</summary>
    public async Task StandStillAsync(TimeSpan length)
    {
        var at = timeline.Now;
        process.Freeze();
        await Task.Delay(length, TimeProvider.System);
        process.Thaw();
        timeline.Note(at, name, "stopped");
    }

    /// <summary>Nobody but the test ends it.</summary>
    public void AssertStillRuns()
    {
        if (process.HasEnded) timeline.Fault($"{name} has ended by itself:\n{Tail()}");
    }

    private async Task ComeBackAsync()
    {
        try
        {
            await process.WaitUntilReadyAsync();
        }
        catch (InvalidOperationException)
        {
            timeline.Fault($"{name} did not start again:\n{Tail()}");
            process.Launch();
            await process.WaitUntilReadyAsync();
        }
    }

    private string Tail() => string.Join('\n', process.Output.Split('\n').TakeLast(40));
}
