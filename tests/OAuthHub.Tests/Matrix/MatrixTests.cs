using Xunit.Abstractions;

namespace OAuthHub.Tests.Matrix;

/// <summary>Role × endpoint × owner: who gets what from each endpoint that the hub has. The matrix itself stands in the files *.matrix.</summary>
public sealed class MatrixTests(MatrixHub matrix, ITestOutputHelper output) : IClassFixture<MatrixHub>
{
    /// <summary>The thing that is there, and the one that is not, which must look alike to whoever may not see the first.</summary>
    private static readonly (string There, string Not)[] Alike = [("own", "unknown"), ("foreign", "unknown"), ("foreign-account", "unknown-account"), ("unconnected", "unknown-unconnected")];

    public static TheoryData<string> Endpoints => [.. MatrixTable.All.Select(endpoint => endpoint.Name)];

    [Fact]
    public void Every_endpoint_of_the_hub_has_cells_and_all_cells_have_an_endpoint()
    {
        Assert.Empty(MatrixTable.Differences(matrix.Routes));
        output.WriteLine($"{MatrixTable.All.Sum(endpoint => endpoint.Rows.Sum(row => row.Cells.Count))} cells, {matrix.Routes.Distinct().Count()} endpoints, {MatrixTable.All[0].Rows[0].Cells.Count} roles");
    }

    [Fact]
    public void An_endpoint_without_cells_is_named_and_so_are_cells_without_an_endpoint()
    {
        Assert.Contains("GET /api/new has no cells", Assert.Single(MatrixTable.Differences([.. matrix.Routes, "GET /api/new"])), StringComparison.Ordinal);
        Assert.Contains("DELETE /api/connections/{id} stands in the matrix", Assert.Single(MatrixTable.Differences(matrix.Routes.Where(route => route is not "DELETE /api/connections/{id}"))), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Every_cell_answers_as_the_matrix_says(string name)
    {
        var endpoint = MatrixTable.All.Single(one => one.Name == name);
        var (answers, wrong) = (await matrix.AnswersAsync(endpoint), new List<string>());
        foreach (var row in endpoint.Rows)
        {
            foreach (var (role, due) in row.Cells)
            {
                var answer = answers[(row.Target, role)];
                if ((answer.Status, answer.Code) != (due.Status, due.Code)) wrong.Add($"{name}, {row.Target}, as {role}: due {due.Status} {due.Code}, got {answer.Status} {answer.Code}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task What_is_foreign_and_what_is_not_there_answer_with_the_same_bytes(string name)
    {
        var endpoint = MatrixTable.All.Single(one => one.Name == name);
        var answers = await matrix.AnswersAsync(endpoint);
        foreach (var (there, not) in Alike)
        {
            if (endpoint.Find(there) is not { } first || endpoint.Find(not) is not { } second) continue;
            foreach (var (role, due) in first.Cells)
            {
                if (!due.IsBlind || due != second.Cells[role]) continue;
                var (one, other) = (answers[(there, role)], answers[(not, role)]);
                Assert.True(one.Whole == other.Whole, $"{name}, as {role}: {there} and {not} can be told apart.\n--- {there}\n{one.Whole}\n--- {not}\n{other.Whole}");
            }
        }
    }

    /// <summary>Of the matrix itself: whoever writes a row cannot forget what must be shown, nor promise that the two differ.</summary>
    [Fact]
    public void Whatever_names_somebodys_thing_is_asked_for_ones_own_a_foreign_and_an_unknown_one()
    {
        foreach (var endpoint in MatrixTable.All)
        {
            if (endpoint.Things.Overlaps(["user", "account", "connection", "key"]))
                foreach (var target in (string[])["own", "foreign", "unknown"]) Assert.True(endpoint.Find(target) is not null, $"{endpoint.Name} has no row {target}");
            foreach (var (there, not) in Alike[1..3])
            {
                foreach (var (role, due) in endpoint.Find(there)?.Cells ?? new Dictionary<string, Outcome>())
                    Assert.True(!due.IsBlind || due == endpoint.Find(not)!.Cells[role], $"{endpoint.Name}, as {role}: {there} is refused with {due}, {not} is answered by {endpoint.Find(not)!.Cells[role]}");
            }
        }
    }
}
