using OAuthHub.Sandbox.Control;
using OAuthHub.Sandbox.Faults;

namespace OAuthHub.Sandbox.Knobs;

internal static class KnobsEndpoints
{
    private static readonly string[] Members = [.. SandboxKnobs.Names, "faults"];

    public static void MapKnobs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/knobs", (KnobBoard board) => SandboxJson.Reply(board.Current));
        routes.MapPut("/knobs", Change);
    }

    private static async Task<IResult> Change(HttpRequest request, KnobBoard board, FaultQueue queue, CancellationToken cancellationToken)
    {
        var given = new MemberReader(await MemberReader.ReadBodyAsync(request, cancellationToken), "", Members);
        // Everything is read before anything changes: a wrong fault must not leave half of the knobs turned.
        var faults = given.Find("faults") is { } array ? FaultParser.ParseMany(array, "faults") : [];
        var knobs = board.Change(current => current.With(given));
        queue.Add(faults);
        return SandboxJson.Reply(knobs);
    }
}
