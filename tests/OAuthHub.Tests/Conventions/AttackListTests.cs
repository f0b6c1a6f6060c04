using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Conventions;

/// <summary>docs/security/attacks.md and the tests hold each other: neither can grow or shrink alone.</summary>
public sealed class AttackListTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, bool> Rows = AttackList.Rows(File.ReadAllText(Repository.File("docs", "security", "attacks.md")));

    [Fact]
    public void Every_listed_attack_has_a_test_of_its_name_and_every_such_test_a_row()
    {
        var differences = AttackList.Differences(Rows, AttackList.Tested);
        output.WriteLine($"{Rows.Count} rows, {Rows.Keys.Count(AttackList.Tested.Contains)} with tests, {Rows.Values.Count(isResidual => isResidual)} residual");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(Rows.Count > 190, $"only {Rows.Count} rows were found"); // a changed form of the table would find none
    }

    [Fact]
    public void A_row_without_a_test_and_a_test_without_a_row_are_named()
    {
        var rows = AttackList.Rows("| A-001 | x | 404 | none |\n| A-002 | y | 404 | none |\n| A-003 | z | residual: nobody can | – |\n| other | A-009 |");
        Assert.Equal(["A001", "A002", "A003"], rows.Keys);
        Assert.Empty(AttackList.Differences(rows, AttackList.IdsOf(["A001_A002_both", "An_A_test", "R033_A1_x"])));
        Assert.StartsWith("A002 has no test", Assert.Single(AttackList.Differences(rows, AttackList.IdsOf(["A001_one"]))), StringComparison.Ordinal);
        Assert.StartsWith("A004 is in a test's name", Assert.Single(AttackList.Differences(rows, AttackList.IdsOf(["A001_x", "A002 of the dashboard", "x_A004_y"]))), StringComparison.Ordinal);
        Assert.StartsWith("A003 has a test", Assert.Single(AttackList.Differences(rows, AttackList.IdsOf(["A001_A002_A003_x"]))), StringComparison.Ordinal);
    }
}
