using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OAuthHub.Client.Hub;

/// <summary>The two questions to the hub: for a token, and for the one after a token that was refused.</summary>
internal sealed class HubCalls(OAuthHubOptions options, Func<HttpClient> http, TimeProvider time)
{
    public Task<OAuthHubToken> ReadAsync(OAuthHubAccount account)
    {
        var query = new StringBuilder("?");
        if (User(account) is { } user) query.Append("user=").Append(Uri.EscapeDataString(user)).Append('&');
        if (account.Account is { } id) query.Append("account=").Append(Uri.EscapeDataString(id));
        return SendAsync("read", account.Platform, HttpMethod.Get, $"credentials/{Uri.EscapeDataString(account.Platform)}{query.ToString().TrimEnd('?', '&')}", null);
    }

    public Task<OAuthHubToken> ReportAsync(OAuthHubAccount account, string refused)
    {
        // The hub compares fingerprints: the token itself need not travel again.
        var body = new RefreshDocument(User(account), account.Account, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(refused))));
        return SendAsync("report", account.Platform, HttpMethod.Post, $"auth/{Uri.EscapeDataString(account.Platform)}/refresh", JsonContent.Create(body, HubJson.Default.RefreshDocument));
    }

    private string? User(OAuthHubAccount account) => account.User ?? options.User;

    private async Task<OAuthHubToken> SendAsync(string question, string platform, HttpMethod method, string path, HttpContent? body)
    {
        using var span = ClientTelemetry.Source.StartActivity("oauthhub.token", ActivityKind.Client);
        var began = time.GetTimestamp();
        var outcome = "served";
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(options.Address, path)) { Content = body };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
            request.Headers.UserAgent.ParseAdd("oauthhub-dotnet");
            return await AnswerAsync(request).ConfigureAwait(false);
        }
        catch (OAuthHubException problem)
        {
            outcome = problem.Code;
            span?.SetStatus(ActivityStatusCode.Error, problem.Code);
            throw;
        }
        finally
        {
            span?.SetTag("oauthhub.platform", platform).SetTag("oauthhub.question", question).SetTag("oauthhub.outcome", outcome);
            ClientTelemetry.Asked(platform, question, outcome, time.GetElapsedTime(began));
        }
    }

    /// <summary>No caller's cancellation gets here: others may wait for the same answer. The time-out is the options'.</summary>
    private async Task<OAuthHubToken> AnswerAsync(HttpRequestMessage request)
    {
        using var end = new CancellationTokenSource(options.Timeout, time);
        try
        {
            using var response = await http().SendAsync(request, end.Token).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(end.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw HubProblems.Read(response, bytes, options.Address, time);
            return JsonSerializer.Deserialize(bytes, HubJson.Default.CredentialDocument)?.ToToken() ?? throw HubProblems.BadAnswer(options.Address, (int)response.StatusCode);
        }
        catch (JsonException)
        {
            // Without the inner exception: its text may quote the answer.
            throw HubProblems.BadAnswer(options.Address, null);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException and not OAuthHubException)
        {
            throw new OAuthHubException("hub_unreachable", "The hub does not answer.", $"Is it up at {options.Address}? Its address comes from OAuthHubOptions.Url or OAUTHHUB_URL.", inner: error);
        }
    }
}
