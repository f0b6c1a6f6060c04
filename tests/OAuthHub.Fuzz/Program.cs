using OAuthHub.Fuzz;
using SharpFuzz;

// OAuthHub.Fuzz list                 the names of the targets
// OAuthHub.Fuzz seeds <corpus>       writes the inputs anew that a change of the vault's format makes worthless
// OAuthHub.Fuzz <target>             under afl-fuzz (tests/fuzz starts it)
// OAuthHub.Fuzz <target> <file>...   what a crash was: runs these inputs, one after the other
if (args is ["list"])
{
    foreach (var target in FuzzTarget.All) Console.WriteLine(target.Name);
}
else if (args is ["seeds", var corpus])
{
    OAuthHub.Fuzz.Targets.VaultRecords.WriteSeeds(corpus);
}
else if (args is [var name])
{
    var check = FuzzTarget.Find(name).Check;
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        check(input.ToArray());
    });
}
else if (args is [var only, .. var files])
{
    foreach (var file in files)
    {
        Console.WriteLine(file);
        FuzzTarget.Find(only).Check(File.ReadAllBytes(file));
    }
}
else
{
    Console.Error.WriteLine("Name a target: " + string.Join(", ", FuzzTarget.All.Select(target => target.Name)));
    return 2;
}
return 0;
