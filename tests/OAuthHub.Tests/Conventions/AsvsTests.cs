using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>What docs/security/asvs.md claims is there: each test, attack, page and file by its name.</summary>
public sealed class AsvsTests
{
    /// <summary>Set to 1, the test of the page writes it instead.</summary>
    private const string UpdateVariable = "OAUTHHUB_UPDATE_ASVS";

    private static readonly string Path = Repository.File("docs", "security", "asvs.md");
    private static readonly IReadOnlyList<AsvsRow> Rows = AsvsTable.Read(File.ReadAllText(Repository.File("docs", "security", "asvs.tsv")));

    [Fact]
    public async Task The_page_is_what_the_table_and_the_tests_give()
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) is "1") await File.WriteAllTextAsync(Path, AsvsPage.Write(Rows));
        Assert.True((await File.ReadAllTextAsync(Path)).ReplaceLineEndings("\n") == AsvsPage.Write(Rows), $"docs/security/asvs.md is not what asvs.tsv and the tests give. Write it anew: {AsvsPage.Command}");
    }

    [Fact]
    public void Each_requirement_of_levels_1_and_2_is_answered_by_what_there_is()
    {
        var faults = AsvsTable.Faults(Rows);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal((70, 183), (Rows.Count(row => row.Level == 1), Rows.Count(row => row.Level == 2))); // as the standard counts them
        Assert.All(Rows, row => Assert.InRange(row.Asks.Split(' ').Length, 3, 15));
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        const string Right = "number\tlevel\tasks\tanswer\nV1.1.1\t1\tx\tA037 AsvsTests AsvsTests.What_is_not_there_is_named; and more\nV1.1.2\t2\tx\tpage: docs/api.md#for-agents words\nV1.1.3\t2\tx\topen: something\n";
        Assert.Empty(AsvsTable.Faults(AsvsTable.Read(Right)));
        Assert.Equal(
            ["V1.2.1 names A999", "V1.2.1 names AsvsTests.Nothing", "V1.2.2 names docs/none.md", "V1.2.3 names docs/api.md#none", "V1.2.4 names OAuthHub.Core/None.cs", "V1.2.5 has no answer", "V1.2.5 is there more than once"],
            AsvsTable.Faults(AsvsTable.Read("number\tlevel\tasks\tanswer\nV1.2.1\t1\tx\tA999 AsvsTests.Nothing\nV1.2.2\t1\tx\tpage: docs/none.md\nV1.2.3\t1\tx\tpage: docs/api.md#none\nV1.2.4\t1\tx\tcode: OAuthHub.Core/None.cs words\nV1.2.5\t1\tx\t\nV1.2.5\t1\tx\tno: x\n"))
                .Select(fault => fault.Split(',')[0]));
        Assert.Throws<FormatException>(() => AsvsTable.Read("number\tlevel\tasks\tanswer\nV1.1.1\t3\tx\ty\n"));
    }
}
