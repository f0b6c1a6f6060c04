using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>One run: starts each resource once those that it waits for are healthy, until it is told to stop.</summary>
internal sealed class ApplicationRun(IReadOnlyList<Resource> resources)
{
    private static readonly TimeSpan HealthyWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);
    private static readonly HttpClient Http = new();

    private readonly Dictionary<Resource, Task> ready = [];
    private readonly List<(bool IsLast, ChildProcess Process)> children = [];

    /// <summary>False: something did not start.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            foreach (var resource in resources.Where(resource => resource.HasEndpoint)) resource.Port ??= FreePort();
            await foreach (var done in Task.WhenEach(resources.Select(resource => ReadyAsync(resource, end.Token)).ToList())) await done;
            foreach (var (url, text) in resources.SelectMany(resource => resource.Urls)) Console.WriteLine($"{text}: {url.Value}");
            Console.WriteLine("Everything runs. Ctrl-C stops it.");
            return await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ContinueWith(_ => true, TaskScheduler.Default);
        }
        catch (Exception failure) when (failure is InvalidOperationException or SocketException or Win32Exception or OperationCanceledException)
        {
            if (stop.IsCancellationRequested) return true;
            await Console.Error.WriteLineAsync("The distributed hub does not start. " + failure.Message);
            return false;
        }
        finally
        {
            await StopAsync(end);
        }
    }

    private Task ReadyAsync(Resource resource, CancellationToken stop) => ready.TryGetValue(resource, out var begun) ? begun : ready[resource] = BeginAsync(resource, stop);

    private async Task BeginAsync(Resource resource, CancellationToken stop)
    {
        await Task.WhenAll(resource.Waits.Select(other => ReadyAsync(other, stop)));
        if (resource.Port is not { } port) return;
        if (resource.Prepare is { } prepare && await Start(resource, resource.Name, port, prepare, stop).Ended is not 0) throw new InvalidOperationException($"{string.Join(' ', prepare)} failed: see above.");
        int[] ports = resource.Replicas == 1 ? [port] : [.. Enumerable.Range(0, resource.Replicas).Select(_ => FreePort())];
        if (ports.Length > 1) _ = new RoundRobin(port, ports); // until the process ends
        await Task.WhenAll(ports.Select((own, replica) => HealthyAsync(resource, ports.Length == 1 ? resource.Name : $"{resource.Name}-{replica + 1}", own, stop)));
    }

    private ChildProcess Start(Resource resource, string name, int port, string[] command, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var environment = resource.Environment.Select(entry => (entry.Key, (entry.Value as IValueProvider)?.Value ?? (string)entry.Value));
        var child = new ChildProcess(name, resource.Start(port).Folder, command, [.. environment, ("ASPNETCORE_URLS", $"http://localhost:{port}"), ("PORT", $"{port}")]);
        lock (children) children.Add((resource is IResourceWithConnectionString, child));
        return child;
    }

    private async Task HealthyAsync(Resource resource, string name, int port, CancellationToken stop)
    {
        var child = Start(resource, name, port, resource.Start(port).Command, stop);
        child.Print($"listens on http://localhost:{port}");
        var began = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(resource, port, stop))
        {
            if (child.Ended.IsCompleted) throw new InvalidOperationException($"{name} ended before it was healthy.");
            if (TimeProvider.System.GetElapsedTime(began) > HealthyWithin) throw new InvalidOperationException($"{name} is not healthy after {HealthyWithin.TotalMinutes} minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
        }
    }

    private static async Task<bool> AnswersAsync(Resource resource, int port, CancellationToken stop)
    {
        using var client = new TcpClient();
        return resource.HealthPath is { } path
            ? await Http.GetAsync(new Uri($"http://localhost:{port}{path}"), stop).ContinueWith(answer => answer is { IsCompletedSuccessfully: true, Result.StatusCode: HttpStatusCode.OK }, TaskScheduler.Default)
            : await RoundRobin.IsOpenedAsync(client, port);
    }

    /// <summary>Redis last: the others may still need it.</summary>
    private async Task StopAsync(CancellationTokenSource start)
    {
        await start.CancelAsync();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var wave in children.GroupBy(child => child.IsLast).OrderBy(wave => wave.Key))
            await Task.WhenAll(wave.Select(child => child.Process.StopAsync(TimeSpan.FromTicks(Math.Max(0, (StopWithin - TimeProvider.System.GetElapsedTime(began)).Ticks)))));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
