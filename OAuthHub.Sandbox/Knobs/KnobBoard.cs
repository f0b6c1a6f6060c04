using Microsoft.Extensions.Options;

namespace OAuthHub.Sandbox.Knobs;

/// <summary>The knobs as they stand: read without a lock, replaced as a whole.</summary>
internal sealed class KnobBoard(IOptions<SandboxOptions> options)
{
    private readonly Lock _gate = new();
    private volatile SandboxKnobs _current = options.Value.Knobs;

    public SandboxKnobs Current => _current;

    public SandboxKnobs Change(Func<SandboxKnobs, SandboxKnobs> change)
    {
        lock (_gate) return _current = change(_current);
    }

    public void Reset() => Change(_ => options.Value.Knobs);
}
