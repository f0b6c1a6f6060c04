namespace OAuthHub.Sandbox.Faults;

/// <summary>JSON that does not end: chunked, <paramref name="bytes"/> long.</summary>
internal sealed class HugeBodyReply(int bytes) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json";
        var start = "{\"access_token\":\""u8.ToArray();
        var filler = new byte[64 * 1024];
        Array.Fill(filler, (byte)'a');
        try
        {
            await response.Body.WriteAsync(start.AsMemory(0, Math.Min(start.Length, bytes)), httpContext.RequestAborted);
            for (var left = bytes - start.Length; left > 0; left -= filler.Length)
                await response.Body.WriteAsync(filler.AsMemory(0, Math.Min(left, filler.Length)), httpContext.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // A careful client hangs up: well done.
        }
    }
}

/// <summary>The right answer, one byte at a time.</summary>
internal sealed class DrippingReply(IResult answer, TimeSpan interval) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = await RenderedReply.BodyOfAsync(answer, httpContext);
        var response = httpContext.Response;
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        response.ContentLength = body.Length;
        try
        {
            await response.StartAsync(httpContext.RequestAborted);
            await response.Body.FlushAsync(httpContext.RequestAborted);
            foreach (var index in Enumerable.Range(0, body.Length))
            {
                await Task.Delay(interval, time, httpContext.RequestAborted);
                await response.Body.WriteAsync(body.AsMemory(index, 1), httpContext.RequestAborted);
                await response.Body.FlushAsync(httpContext.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client's patience is over, as intended.
        }
    }
}

/// <summary>The right answer up to some byte (0: half of it), then the end of the connection.</summary>
internal sealed class TruncatedReply(IResult answer, int atByte) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = await RenderedReply.BodyOfAsync(answer, httpContext);
        var response = httpContext.Response;
        var kept = Math.Min(atByte > 0 ? atByte : body.Length / 2, body.Length);

        // We do the chunking ourselves and never write the last chunk: everything kept does arrive, and then the answer
        // breaks off. Aborting instead could overtake the bytes that are still on their way out.
        response.ContentLength = null;
        response.Headers.TransferEncoding = "chunked";
        response.Headers.Connection = "close";
        await response.WriteAsync($"{body.Length:x}\r\n", httpContext.RequestAborted);
        await response.Body.WriteAsync(body.AsMemory(0, kept), httpContext.RequestAborted);
    }
}

internal static class RenderedReply
{
    /// <summary>Runs <paramref name="answer"/> with its headers going out as usual and its body kept here.</summary>
    public static async Task<byte[]> BodyOfAsync(IResult answer, HttpContext http)
    {
        var wire = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        try
        {
            await answer.ExecuteAsync(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            http.Response.Body = wire;
        }

        return buffer.ToArray();
    }
}
