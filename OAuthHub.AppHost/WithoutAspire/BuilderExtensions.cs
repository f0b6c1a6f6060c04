using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Projects;

namespace Aspire.Hosting;

/// <summary>The builder calls of AppHost.cs, by the names and signatures that Aspire and WithAspire/ give them.</summary>
internal static class BuilderExtensions
{
    extension(IDistributedApplicationBuilder builder)
    {
        public void AddDockerComposeEnvironment(string name) => ArgumentException.ThrowIfNullOrEmpty(name, builder.GetType().Name);
        public IResourceBuilder<ParameterResource> AddParameter(string name, bool secret = false) =>
            builder.Add(new ParameterResource(name, secret, () => builder.Configured(name) ?? throw new InvalidOperationException($"Parameters:{name} is not set.")));
        public IResourceBuilder<ParameterResource> AddParameter(string name, ParameterDefault value, bool secret = false, bool persist = false) =>
            builder.Add(new ParameterResource(name, secret, () => builder.Configured(name) ??
                (persist ? IDistributedApplicationBuilder.Keep("Parameters:" + name, value.GetDefaultValue()) : value.GetDefaultValue())));
        public IResourceBuilder<ConnectionStringResource> AddConnectionString(string name) =>
            builder.Add(new ConnectionStringResource(name, () => builder.Configuration.GetConnectionString(name) ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not set.")));
        public IResourceBuilder<RedisResource> AddRedis(string name) => builder.Add(new RedisResource(name) { HasEndpoint = true });
        public IResourceBuilder<RedisResource> AddGarnet(string name) => builder.AddRedis(name);
        public IResourceBuilder<ViteAppResource> AddViteApp(string name, string appDirectory) =>
            builder.Add(new ViteAppResource(name, Path.GetFullPath(Path.Combine(Repository.Root, "OAuthHub.AppHost", appDirectory))) { HasEndpoint = true });
        public IResourceBuilder<ProjectResource> AddProject<TProject>(string name)
            where TProject : IProjectMetadata =>
            builder.Add(new ProjectResource(name, typeof(TProject).Name.Replace('_', '.'))).WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development").WithEnvironment("OTEL_SERVICE_NAME", name);
        public void AddKeyVault(string name, IResourceBuilder<ProjectResource>[] parts) => throw new NotSupportedException($"{name} of {parts.Length} parts: Azure Key Vault needs Aspire. Build without Aspire=false.");
        private string? Configured(string name) => builder.Configuration["Parameters:" + name] ?? builder.Configuration["Parameters:" + name.Replace('-', '_')];
        private ResourceBuilder<T> Add<T>(T resource)
            where T : Resource
        {
            builder.Resources.Add(resource);
            return new(resource);
        }
    }

    extension<T>(IResourceBuilder<T> builder)
        where T : Resource
    {
        public IResourceBuilder<T> WithReplicas(int replicas) => builder.With(resource => resource.Replicas = replicas);
        public IResourceBuilder<T> WithHttpEndpoint(int? port = null) => builder.With(resource => (resource.HasEndpoint, resource.Port) = (true, port));
        public IResourceBuilder<T> WithExternalHttpEndpoints() => builder.With(resource => resource.IsExternal = true);
        public IResourceBuilder<T> WithHttpHealthCheck(string path) => builder.With(resource => resource.HealthPath = path);
        public IResourceBuilder<T> WithEnvironment(string name, string value) => builder.With(resource => resource.Environment[name] = value);
        public IResourceBuilder<T> WithEnvironment(string name, IValueProvider value) => builder.With(resource => resource.Environment[name] = value);
        public IResourceBuilder<T> WithEnvironment(string name, IResourceBuilder<ParameterResource> parameter) => builder.WithEnvironment(name, parameter.Resource);
        public IResourceBuilder<T> WithReference(IResourceBuilder<IResourceWithConnectionString> source) => builder.WithEnvironment($"ConnectionStrings__{((Resource)source.Resource).Name}", source.Resource.ConnectionStringExpression);
        public IResourceBuilder<T> WithReference(IResourceBuilder<ProjectResource> source) =>
            builder.WithEnvironment($"services__{source.Resource.Name}__http__0", source.GetEndpoint("http")).WithEnvironment($"{source.Resource.Name.ToUpperInvariant()}_HTTP", source.GetEndpoint("http"));
        public IResourceBuilder<T> WaitFor(IResourceBuilder<IResource> dependency) => builder.With(resource => resource.Waits.Add((Resource)dependency.Resource));
        public IResourceBuilder<T> WithUrl(ReferenceExpression.ExpressionInterpolatedStringHandler url, string? displayText = null) => builder.With(resource => resource.Urls.Add((ReferenceExpression.Create(url), displayText)));
        public IResourceBuilder<T> WithHttpCommand(string path, string displayName, HttpCommandOptions commandOptions) => builder.With(resource => resource.Commands.Add($"{commandOptions.Method} {path} {displayName}"));
        public IResourceBuilder<T> WithDescription(string description) => builder.With(_ => ArgumentException.ThrowIfNullOrEmpty(description));
        public EndpointReference GetEndpoint(string name) => new(builder.Resource, name);
        private IResourceBuilder<T> With(Action<T> change)
        {
            change(builder.Resource);
            return builder;
        }
    }

    public static IResourceBuilder<ViteAppResource> WithNpm(this IResourceBuilder<ViteAppResource> builder, string installCommand) => builder.With(resource => resource.InstallCommand = installCommand);

    public static void PublishAsHub(this IResourceBuilder<ProjectResource> part) => throw new NotSupportedException($"{part.Resource.Name}: publishing needs Aspire.");
}
