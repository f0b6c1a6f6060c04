using System.Globalization;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Matrix;

/// <summary>What must be answered: the status, and the code of the problem (or what else <see cref="MatrixAnswer.Code"/> is).</summary>
/// <param name="IsBlind">Whoever gets it has learnt nothing of what was asked for, not even whether there is such a thing.</param>
internal sealed record Outcome(int Status, string Code, bool IsBlind);

/// <param name="Target">Whose thing is asked for: a name that <see cref="MatrixThings"/> knows.</param>
/// <param name="Cells">By role.</param>
internal sealed record MatrixRow(string Target, IReadOnlyDictionary<string, Outcome> Cells);

/// <param name="Name">The route, and what this block asks of it where there are several blocks for one.</param>
/// <param name="Route">Method and pattern, as the hub maps it.</param>
/// <param name="Ask">Path and query, with names of things in braces.</param>
/// <param name="Body">JSON, likewise; null: none.</param>
internal sealed record MatrixEndpoint(string Name, string Route, HttpMethod Method, string Ask, string? Body, IReadOnlyList<MatrixRow> Rows)
{
    /// <summary>The things that the request names.</summary>
    public IReadOnlySet<string> Things => MatrixCall.Named(Ask + Body).ToHashSet(StringComparer.Ordinal);

    public MatrixRow? Find(string target) => Rows.FirstOrDefault(row => row.Target == target);
}

/// <summary>The matrix as it stands in the text files beside this one. How to read them: docs/security/matrix.md.</summary>
internal static partial class MatrixTable
{
    private static readonly string Folder = Repository.File("tests", "OAuthHub.Tests", "Matrix");

    public static IReadOnlyList<MatrixEndpoint> All { get; } = [.. Directory.GetFiles(Folder, "*.matrix").Order(StringComparer.Ordinal).SelectMany(Read)];

    /// <summary>The routes that one of both has and the other has not.</summary>
    public static IEnumerable<string> Differences(IEnumerable<string> mapped) =>
        mapped.Except(All.Select(endpoint => endpoint.Route)).Select(route => $"{route} has no cells in the matrix: add it (docs/security/matrix.md)")
            .Concat(All.Select(endpoint => endpoint.Route).Distinct().Except(mapped).Select(route => $"{route} stands in the matrix, and the hub has no such endpoint"));

    private static IEnumerable<MatrixEndpoint> Read(string file)
    {
        var outcomes = Words(Path.Combine(Folder, "outcomes.txt")).ToDictionary(words => words[0], words => new Outcome(int.Parse(words[1], CultureInfo.InvariantCulture), words[2], words[2] is not "-" && words is [_, _, _]), StringComparer.Ordinal);
        outcomes["page"] = Directory.Exists(Repository.File("OAuthHub.Api", "wwwroot", "dashboard")) ? new Outcome(200, "-", false) : new Outcome(503, "-", false);
        string[] roles = [], ask = [];
        string name = "", body = "";
        var rows = new List<MatrixRow>();
        foreach (var words in Words(file).Append([""]))
        {
            switch (words[0])
            {
                case "role": roles = words[1..]; break;
                case "ask": ask = words; break;
                case "body": body = string.Join(' ', words[1..]); break;
                case "" or "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "ANY":
                    if (rows.Count > 0) yield return new MatrixEndpoint(name, string.Join(' ', name.Split(' ')[..2]), new HttpMethod(ask[1]), ask[2], body is "" ? null : body, [.. rows]);
                    (name, body) = (string.Join(' ', words), "");
                    rows.Clear();
                    break;
                default:
                    if (words.Length != roles.Length + 1) throw new FormatException($"{Path.GetFileName(file)}: {name}: {words[0]} has {words.Length - 1} cells, and there are {roles.Length} roles.");
                    rows.Add(new MatrixRow(words[0], roles.Zip(words[1..], (role, cell) => (role, cell)).ToDictionary(pair => pair.role, pair => outcomes[pair.cell], StringComparer.Ordinal)));
                    break;
            }
        }
    }

    private static IEnumerable<string[]> Words(string file) =>
        File.ReadLines(file).Select(text => text.Trim()).Where(text => text.Length > 0 && text[0] != '#').Select(text => Spaces().Split(text));

    [GeneratedRegex(" +", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
