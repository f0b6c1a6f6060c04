using OAuthHub.Sandbox.Control;

namespace OAuthHub.Sandbox.Faults;

internal static class FaultsEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/faults", (FaultQueue queue) => Reply(queue));
        routes.MapPost("/faults", Add);
        routes.MapDelete("/faults", Clear);
    }

    private static async Task<IResult> Add(HttpRequest request, FaultQueue queue, CancellationToken cancellationToken)
    {
        queue.Add(FaultParser.ParseMany(await MemberReader.ReadBodyAsync(request, cancellationToken), ""));
        return Reply(queue);
    }

    private static IResult Clear(FaultQueue queue)
    {
        queue.Clear();
        return Reply(queue);
    }

    private static IResult Reply(FaultQueue queue) => SandboxJson.Reply(new
    {
        Faults = queue.Pending().Select(fault => new { fault.Endpoint, fault.Kind, fault.Count }),
    });
}
