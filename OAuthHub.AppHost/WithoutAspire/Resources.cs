namespace Aspire.Hosting.ApplicationModel;

internal interface IResource;

internal interface IResourceWithConnectionString : IResource { ReferenceExpression ConnectionStringExpression { get; } }

internal interface IResourceBuilder<out T> { T Resource { get; } }

internal sealed record ResourceBuilder<T>(T Resource) : IResourceBuilder<T>;

/// <summary>What the model says of one resource.</summary>
internal abstract class Resource(string name) : IResource
{
    public string Name => name;
    public Dictionary<string, object> Environment { get; } = [];
    public List<Resource> Waits { get; } = [];
    public List<(ReferenceExpression Url, string? Text)> Urls { get; } = [];
    public List<string> Commands { get; } = [];
    public string? HealthPath { get; set; }
    public int Replicas { get; set; } = 1;
    public bool HasEndpoint { get; set; }
    public bool IsExternal { get; set; }

    /// <summary>Where others find it; the replicas listen elsewhere when there are several.</summary>
    public int? Port { get; set; }

    /// <summary>What must be run before, in the folder of the resource.</summary>
    public virtual string[]? Prepare => null;

    /// <summary>The folder and the command line of one replica that listens on that port.</summary>
    public virtual (string Folder, string[] Command) Start(int port) => throw new InvalidOperationException($"{name} is not started.");
}

internal sealed class ProjectResource(string name, string project) : Resource(name)
{
    // The built assembly itself: with "dotnet run" in between, signals would not arrive.
    public override (string Folder, string[] Command) Start(int port) =>
        (Path.Combine(Repository.Root, project), ["dotnet", "exec", Path.Combine(Repository.Root, project, "bin", Repository.Configuration, "net10.0", project + ".dll")]);
}

internal sealed class ViteAppResource(string name, string folder) : Resource(name)
{
    public string InstallCommand { get; set; } = "install";
    public override string[]? Prepare => File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")) ? null : ["npm", InstallCommand];

    public override (string Folder, string[] Command) Start(int port) => (folder, ["node", "node_modules/vite/bin/vite.js", "--port", $"{port}", "--strictPort"]);
}

/// <summary>Redis is garnet-server here: loopback only, without a password, nothing on disk; told to run scripts as one, as Redis does.</summary>
internal sealed class RedisResource(string name) : Resource(name), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => new([new EndpointReference(this, "tcp", "127.0.0.1:")]);
    public override string[] Prepare => ["dotnet", "tool", "restore"];

    public override (string Folder, string[] Command) Start(int port) => (Repository.Root, ["dotnet", "garnet-server", "--bind", "127.0.0.1", "--port", $"{port}", "--lua", "--lua-transaction-mode"]);
}

/// <summary>A server that somebody else runs: <c>ConnectionStrings:name</c> of this project's configuration.</summary>
internal sealed class ConnectionStringResource(string name, Func<string> find) : Resource(name), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => new([new ParameterResource(Name, secret: true, find)]);
}

internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Find(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "OAuthHub.sln")) ? folder.FullName : Find(folder.Parent!);
}
