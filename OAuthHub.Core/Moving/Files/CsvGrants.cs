using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace OAuthHub.Core.Moving.Files;

/// <summary>Grants as CSV (RFC 4180) with a header row: <c>platform,user,refresh_token,variables.shop</c>. A cell is a text, whatever a spreadsheet would make of it.</summary>
internal static class CsvGrants
{
    private const int LongestCell = 64 * 1024;

    /// <exception cref="MovingException">It is no CSV, or has a column that is not known: what was misspelt would be left out without a word.</exception>
    public static List<GrantRecord> Read(string text)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180,
            MaxFieldSize = LongestCell,
            BadDataFound = found => throw Unreadable(found.Context.Parser!.RawRow, "a quote stands inside a cell that is not quoted"),
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        try
        {
            if (!parser.Read()) throw new MovingException("file_empty", "The file is empty. Its first row must name the columns, such as platform,user,refresh_token.");
            var columns = Columns(parser.Record!);
            var records = new List<GrantRecord>();
            while (parser.Read())
            {
                if (parser.Record is not { } cells || cells.Length != columns.Length) throw Unreadable(parser.RawRow, $"it has {parser.Record?.Length ?? 0} cells where the header has {columns.Length}");
                GrantFile.CheckCount(records.Count);
                records.Add(Record(records.Count + 1, columns, cells));
            }
            // An open quote swallows the rest of the file, and everything that was in it.
            if (text.Count(letter => letter is '"') % 2 != 0) throw Unreadable(parser.RawRow, "a quote is opened and never closed");
            return records;
        }
        catch (MaxFieldSizeException)
        {
            throw Unreadable(parser.RawRow, $"a cell has more than {LongestCell} characters");
        }
    }

    private static string[] Columns(string[] header)
    {
        var columns = header.Select(name => name.Trim().ToLowerInvariant() is var plain && plain.StartsWith(GrantFields.VariablePrefix, StringComparison.Ordinal) ? plain[..GrantFields.VariablePrefix.Length] + name.Trim()[GrantFields.VariablePrefix.Length..] : plain).ToArray();
        if (!columns.Contains(GrantFields.Platform, StringComparer.Ordinal))
            throw new MovingException("format_unknown", $"The file is neither JSON nor a bundle, and as CSV its first row does not name the column {GrantFields.Platform}. docs/moving.md has examples of each format.");
        foreach (var column in columns)
            if (!column.StartsWith(GrantFields.VariablePrefix, StringComparison.Ordinal) && !GrantFields.All.Contains(column, StringComparer.Ordinal))
                throw new MovingException("unknown_column", $"The column at position {Array.IndexOf(columns, column) + 1} has no name that is known. There are: {string.Join(", ", GrantFields.All)}, and {GrantFields.VariablePrefix}NAME for a platform's variable.");
        if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Length) throw new MovingException("unknown_column", "Two columns have the same name. Remove one of them.");
        return columns;
    }

    private static GrantRecord Record(int number, string[] columns, string[] cells)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal), variables = new(StringComparer.Ordinal);
        for (var at = 0; at < columns.Length; at++)
        {
            if (!columns[at].StartsWith(GrantFields.VariablePrefix, StringComparison.Ordinal)) texts[columns[at]] = cells[at];
            else if (cells[at].Length > 0) variables[columns[at][GrantFields.VariablePrefix.Length..]] = cells[at];
        }
        return GrantFields.Read(number, texts, variables);
    }

    private static MovingException Unreadable(int row, string why) => new("file_unreadable", $"Row {row} of the CSV cannot be read: {why}. Nothing was imported.");
}
