using OAuthHub.Fuzz;
using OAuthHub.Fuzz.Targets;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Fuzzing;

/// <summary>
/// What strangers write holds no surprise: each input that was kept for what it once reached, and many made of them. The search for new ones is
/// <c>tests/fuzz</c>.
/// </summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const int Made = 3000;

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Targets))]
    public void Every_input_keeps_the_promises(string name)
    {
        var target = FuzzTarget.Find(name);
        var files = Directory.GetFiles(Repository.File("tests", "OAuthHub.Fuzz", "corpus", name)).Order(StringComparer.Ordinal).ToList();
        var corpus = files.ConvertAll(File.ReadAllBytes);
        foreach (var (file, input) in files.Zip(corpus)) Check(target, input, Path.GetFileName(file));
        var mutator = new Mutator(seed: 1, corpus);
        var made = name is "platform-file" or "journal" ? Made / 10 : Made; // a file is written, a whole entry is validated
        for (var number = 0; number < made; number++) Check(target, mutator.Next(), $"made input {number}");
        output.WriteLine($"{name}: {files.Count} kept inputs and {made} made of them");
    }

    [Fact]
    public void A_whole_seal_is_among_them()
    {
        var seal = File.ReadAllBytes(Repository.File("tests", "OAuthHub.Fuzz", "corpus", "vault-seal", "whole"));
        Assert.True(VaultRecords.Opens(seal), "The vault's format has changed: dotnet run --project tests/OAuthHub.Fuzz -- seeds tests/OAuthHub.Fuzz/corpus");
    }

    private static void Check(FuzzTarget target, byte[] input, string what)
    {
        try
        {
            target.Check(input);
        }
        catch (Exception broken)
        {
            Assert.Fail($"{target.Name}, {what} ({Convert.ToBase64String(input)}): {broken}");
        }
    }
}
