namespace OAuthHub.Tests.Processes;

/// <summary>Tests that live in real time with processes of their own: one after the other, with nothing else beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}
