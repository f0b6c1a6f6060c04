using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace OAuthHub.Api.Commands;

/// <summary>
/// What a command says: tables and progress where a person sits before it, plain lines where the output goes into a file or another
/// program, and with <c>--json</c> one document and nothing else.
/// </summary>
/// <param name="isTerminal">Whether standard output is one.</param>
/// <param name="mayAnimate">Whether standard error is one too, on which progress is shown.</param>
internal sealed class CommandOutput(TextWriter output, TextWriter error, bool isTerminal = false, bool mayAnimate = false)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by programs, never put into a page
        WriteIndented = true,
    };

    /// <summary>Set when <c>--json</c> was given.</summary>
    public bool IsJson { get; set; }

    public TextWriter Output => output;

    public TextWriter Error => error;

    public static string Count(long number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>A line for a person; a program gets the document instead.</summary>
    public void Line(string text = "")
    {
        if (!IsJson) output.WriteLine(Plain(text));
    }

    /// <summary>A remark for a person that is no part of the result.</summary>
    public void Note(string text)
    {
        if (!IsJson) error.WriteLine(Plain(text));
    }

    /// <summary>The result for a program.</summary>
    public void Document(object document)
    {
        if (IsJson) output.WriteLine(JsonSerializer.Serialize(document, Json));
    }

    public void Failure(string code, string message) =>
        error.WriteLine(IsJson ? JsonSerializer.Serialize(new { Code = code, Message = message }, Json) : Plain(message));

    public void Table(IReadOnlyList<string> columns, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        if (IsJson) return;
        var cells = rows.Select(row => row.Select(Plain).ToArray()).ToList();
        if (isTerminal) WriteTable(columns, cells);
        else WriteLines(columns, cells);
    }

    /// <summary>Runs long work and shows how far it is.</summary>
    public async Task<T> WithProgressAsync<T>(string what, Func<IProgress<long>?, Task<T>> work)
    {
        if (IsJson || !mayAnimate) return await work(null);
        return await Console(error).Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new SpinnerColumn()).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(what)).IsIndeterminate();
            return await work(new Shown(done => task.Description = Markup.Escape($"{what}: {done:N0}")));
        });
    }

    /// <summary>Runs work of several steps and shows which one it is in, and how far.</summary>
    public async Task<T> WithStepsAsync<T>(Func<Action<string, long>, Task<T>> work)
    {
        var step = "";
        if (IsJson || !mayAnimate) return await work((next, _) => Tell(next));
        return await Console(error).Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new SpinnerColumn()).StartAsync(async context =>
        {
            var task = context.AddTask("…").IsIndeterminate();
            return await work((next, done) => task.Description = Markup.Escape(done == 0 ? next : $"{next}: {done:N0}"));
        });

        void Tell(string next)
        {
            if (!string.Equals(Interlocked.Exchange(ref step, next), next, StringComparison.Ordinal)) Note(next + " …");
        }
    }

    private void WriteTable(IReadOnlyList<string> columns, List<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns) table.AddColumn(Markup.Escape(column));
        foreach (var row in rows) table.AddRow(row.Select(Markup.Escape).ToArray());
        Console(output).Write(table);
    }

    /// <summary>Columns under each other, two spaces apart: for eyes, <c>grep</c> and <c>awk</c>.</summary>
    private void WriteLines(IReadOnlyList<string> columns, List<string[]> rows)
    {
        var widths = columns.Select((column, at) => rows.Select(row => row[at].Length).Append(column.Length).Max()).ToArray();
        foreach (var row in rows.Prepend([.. columns])) output.WriteLine(string.Join("  ", row.Select((cell, at) => cell.PadRight(widths[at]))).TrimEnd());
    }

    private static IAnsiConsole Console(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    /// <summary>Names come from platforms, and a terminal obeys what is in them.</summary>
    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) && letter is not '\n' ? '?' : letter));

    /// <summary>Called on the thread that works, in order; the framework's own would queue.</summary>
    private sealed class Shown(Action<long> show) : IProgress<long>
    {
        private const int Every = 100;

        public void Report(long value)
        {
            if (value % Every == 0) show(value);
        }
    }
}
