using OAuthHub.Bench;
using OAuthHub.Bench.Servers;

// Each server runs in a process of its own: this program again, with one of the first four words.
switch (args)
{
    case ["serve-bare"]: await BareServer.RunAsync(); break;
    case ["serve-sandbox"]: await SandboxServer.RunAsync(); break;
    case ["serve-hub", var sandbox]: await HubServer.RunAsync(sandbox); break;
    case ["serve-loop", var sandbox]: await LoopServer.RunAsync(sandbox); break;
    case []: await Report.WriteAsync(reads: true, refreshing: true); break;
    case ["--reads"]: await Report.WriteAsync(reads: true, refreshing: false); break;
    case ["--refreshing"]: await Report.WriteAsync(reads: false, refreshing: true); break;
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project bench/OAuthHub.Bench [-- --reads | --refreshing]");
        return 2;
}
return 0;
