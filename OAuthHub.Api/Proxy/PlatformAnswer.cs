using System.Buffers;
using Microsoft.Extensions.Primitives;
using OAuthHub.Api.Hosting;
using OAuthHub.Core.Proxy;

namespace OAuthHub.Api.Proxy;

/// <summary>Passes a platform's answer on, as it comes.</summary>
internal static class PlatformAnswer
{
    private const int Piece = 64 * 1024;

    /// <summary>An answer depends on who asked for it and for whom; the address alone says neither.</summary>
    private const string DependsOn = "Authorization, X-API-Key, X-OAuthHub-User, X-OAuthHub-Account, X-OAuthHub-Host, X-OAuthHub-Token";

    /// <summary>Line breaks and their like, which no header may hold.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Where(code => code != '\t').Select(code => (char)code), '\x7f']);

    /// <param name="token">Not to come back in a header.</param>
    /// <param name="idle">How long the answer may stand still.</param>
    /// <returns>False: the platform broke off or fell silent in the middle. The agent's connection is then cut, so that half an answer does not look whole.</returns>
    public static async Task<bool> PassOnAsync(HttpResponseMessage answer, HttpContext context, SecurityHeaders own, string token, TimeSpan idle, CallWatch watch)
    {
        WriteHead(answer, context, own, token);
        var length = answer.Content.Headers.ContentLength;
        // Most answers are short; a whole piece for each of many calls at once is more than the pool keeps.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length + 1 ?? Piece, Piece));
        try
        {
            await using var from = answer.Content.ReadAsStream(watch.Token); // what the connection gives: nothing is waited for
            var to = context.Response.Body;
            for (long passed = 0; ;)
            {
                var reading = from.ReadAsync(buffer, watch.Token);
                // A short answer is there with its head, and needs no timer of its own.
                if (!reading.IsCompleted || passed > 0) watch.Wait(idle);
                // What has come goes out before the rest is waited for, also when that is the head alone: events must not wait.
                if (!reading.IsCompleted && !context.Response.HasStarted) await to.FlushAsync(watch.Token);
                if (await reading is var read && read == 0) return true;
                watch.Moved();
                var writing = to.WriteAsync(buffer.AsMemory(0, read), watch.Token);
                if (!writing.IsCompleted) watch.Wait(idle);
                await writing;
                if ((passed += read) == length) return true;
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            context.Abort();
            return watch.HasCallerLeft;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteHead(HttpResponseMessage answer, HttpContext context, SecurityHeaders own, string token)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        var named = Copy(answer.Headers.NonValidated, response.Headers, token);
        Copy(answer.Content.Headers.NonValidated, response.Headers, token);
        foreach (var name in named) response.Headers.Remove(name);
        if (answer.StatusCode is not (System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.ResetContent)) response.ContentLength = answer.Content.Headers.ContentLength;
        response.Headers[ProxyHeaders.Source] = "platform";
        if (IsData(response.Headers.ContentType)) own.PutOnData(response.Headers);
        else own.Put(context);
        // Whatever the platform's page is, here it is a page without scripts, forms and an origin.
        response.Headers.ContentSecurityPolicy = "sandbox";
        var kept = ForOneAgent(response.Headers.CacheControl);
        response.Headers.CacheControl = kept;
        if (!kept.Contains("no-store", StringComparison.OrdinalIgnoreCase)) response.Headers.Vary = StringValues.Concat(response.Headers.Vary, DependsOn); // what is not kept is not mistaken
    }

    /// <summary>Whether it says of itself that it is nothing which a browser shows as a page: what could be one gets all that a page of the hub has.</summary>
    private static bool IsData(StringValues types)
    {
        if (types is not [{ } said]) return false;
        var type = said.AsSpan();
        if (type.Contains(',')) return false; // several, of which a browser takes the last
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) || type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whatever the platform allows: what one agent got is for no shared cache, since it may repeat what was sent, the token too.</summary>
    private static string ForOneAgent(StringValues said)
    {
        if (said.Count == 0) return "no-store";
        var all = said.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (all.Length == 0) return "no-store";
        if (all.Any(one => one.Equals("private", StringComparison.OrdinalIgnoreCase) || one.Equals("no-store", StringComparison.OrdinalIgnoreCase))) return said.ToString();
        return string.Join(", ", all.Where(one => !one.Equals("public", StringComparison.OrdinalIgnoreCase) && !one.StartsWith("s-maxage", StringComparison.OrdinalIgnoreCase)).Append("private"));
    }

    /// <returns>What its <c>Connection</c> header names, which ends here too.</returns>
    private static IReadOnlyList<string> Copy(System.Net.Http.Headers.HttpHeadersNonValidated from, IHeaderDictionary to, string token)
    {
        IReadOnlyList<string> named = [];
        foreach (var (name, values) in from)
        {
            if (!ProxyHeaders.PassesToAgent(name))
            {
                if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase)) named = ProxyHeaders.Named(values.ToString());
            }
            else if (values.Count == 1)
            {
                if (values.ToString() is var value && IsFit(value, token)) to[name] = value;
            }
            else if (FitOf(values, token) is { Length: > 0 } several)
            {
                to[name] = several;
            }
        }
        return named;
    }

    private static string[] FitOf(System.Net.Http.Headers.HeaderStringValues values, string token) => [.. values.Where(one => IsFit(one, token))];

    private static bool IsFit(string value, string token) => !value.AsSpan().ContainsAny(Controls) && !value.Contains(token, StringComparison.Ordinal);
}
