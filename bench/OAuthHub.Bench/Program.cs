using OAuthHub.Bench;
using OAuthHub.Bench.Servers;

// Each server runs in a process of its own: this program again, with one of the first words.
switch (args)
{
    case ["serve-bare"]: await BareServer.RunAsync(); break;
    case ["serve-sandbox"]: await SandboxServer.RunAsync(); break;
    case ["serve-hub", var sandbox, .. var settings]: await HubServer.RunAsync(sandbox, settings); break;
    case ["serve-upstream"]: await UpstreamServer.RunAsync(); break;
    case ["serve-forwarder", var upstream]: await BareForwarder.RunAsync(upstream); break;
    case ["serve-worker", var sandbox, .. var settings]: await WorkerServer.RunAsync(sandbox, settings); break;
    case ["serve-loop", var sandbox]: await LoopServer.RunAsync(sandbox); break;
    case var words when BenchOptions.Parse(words) is { } options: await Report.WriteAsync(options); break;
    default:
        Console.Error.WriteLine(BenchOptions.Usage);
        return 2;
}
return 0;
