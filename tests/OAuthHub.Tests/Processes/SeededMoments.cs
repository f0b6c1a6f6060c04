using System.Globalization;
using System.Security.Cryptography;

namespace OAuthHub.Tests.Processes;

/// <summary>Moments that look random and come again with the same seed (SplitMix64); <c>OAUTHHUB_SEED</c> sets it.</summary>
internal sealed class SeededMoments
{
    private ulong state;

    public SeededMoments() => state = (ulong)(Seed = Environment.GetEnvironmentVariable("OAUTHHUB_SEED") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : RandomNumberGenerator.GetInt32(int.MaxValue));

    public int Seed { get; }

    public int Below(int end) => (int)(Next() % (ulong)end);

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + (most - least) * (Next() >> 11) / (1UL << 53));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
