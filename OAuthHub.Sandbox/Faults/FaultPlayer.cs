using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Faults;

/// <summary>What each kind of fault does to a call. <c>process</c> is the real work: tokens are spent and issued when it returns.</summary>
internal static class FaultPlayer
{
    public static async Task<IResult> PlayAsync(Fault fault, HttpContext http, Func<Task<IResult>> process)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status or FaultKind.Raw or FaultKind.RateLimited or FaultKind.Redirect:
                return new FaultReply(fault);

            case FaultKind.Error:
                return new OAuthError(fault.Error!, fault.Description, fault.Status);

            case FaultKind.Html:
                if (fault.Committed) await process();
                return FaultReply.LoginPage;

            case FaultKind.HugeBody:
                return new HugeBodyReply(fault.Bytes);

            case FaultKind.Delay when fault.Committed:
                var late = await process();
                await WaitAsync(fault.Wait, http);
                return late;

            case FaultKind.Delay:
                await WaitAsync(fault.Wait, http);
                return await process();

            case FaultKind.CutBeforeCommit:
                http.Abort();
                return TypedResults.Empty;

            case FaultKind.CutAfterCommit:
                // Processing returns an answer that is not written yet: it is simply dropped.
                await process();
                http.Abort();
                return TypedResults.Empty;

            case FaultKind.Drip:
                return new DrippingReply(await process(), fault.Wait);

            case FaultKind.Truncate:
                return new TruncatedReply(await process(), fault.Bytes);

            default:
                var answer = await process();
                return answer is TokenReply reply ? Distort(reply, fault) : answer;
        }
    }

    private static TokenReply Distort(TokenReply reply, Fault fault) => fault.Kind switch
    {
        FaultKind.ExpiresIn => reply with { ExpiresIn = fault.Value == "absent" ? null : fault.Value },
        FaultKind.MissingRefreshToken => reply with { RefreshToken = fault.Empty ? "" : null },
        FaultKind.TokenType => reply with { TokenType = fault.Value! },
        _ => reply, // other_account: the exchange itself issued tokens of somebody else
    };

    private static Task WaitAsync(TimeSpan wait, HttpContext http) =>
        Task.Delay(wait, http.RequestServices.GetRequiredService<TimeProvider>(), http.RequestAborted);
}
