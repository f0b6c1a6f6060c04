using System.Net.Http.Headers;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Platforms.Quirks;

/// <summary>
/// Hands the authorization request to the platform beforehand and sends the browser there with a reference (RFC 9126): nobody on the way can
/// read or change what is asked for.
/// </summary>
internal sealed class PushedAuthorization(PlatformSender sender) : Quirk
{
    private const int LongestReference = 2048;

    public override string Name => QuirkNames.PushedAuthorization;

    public override async Task<QuirkAuthorization> AuthorizeAsync(PlatformClient client, AuthorizationRequest request, CancellationToken cancellationToken)
    {
        var answer = await sender.SendAsync(client, () => Create(client, request), cancellationToken);
        if (answer is not TokenAnswer.Received(var raw)) return new QuirkAuthorization.Refused(answer.StopReason);
        if (raw.Status is not (200 or 201)) return new QuirkAuthorization.Refused("authorization_refused");
        if (AnswerDocument.Json(raw.Body) is not { } root || JsonPath.Text(JsonPath.Find(root, "request_uri")) is not { Length: > 0 and <= LongestReference } reference)
            return new QuirkAuthorization.Refused("authorization_refused");
        (string, string)[] rest = [("client_id", client.Registration.ClientId), ("request_uri", reference)];
        return new QuirkAuthorization.Ready(request with { Url = new Uri(AuthorizationRequests.Append(client.Resolve(client.Platform.Authorization.Url), rest)) });
    }

    private static HttpRequestMessage Create(PlatformClient client, AuthorizationRequest request)
    {
        var own = new List<(string Name, string Value)>();
        var authorization = ClientAuthenticator.Apply(client, own);
        List<(string Name, string Value)> parameters = [.. request.Parameters, .. own.ExceptBy(request.Parameters.Select(pair => pair.Name), pair => pair.Name)];
        var push = new HttpRequestMessage(HttpMethod.Post, client.Resolve(client.Platform.Authorization.PushedUrl!)) { Content = ParameterContent.Create(TokenRequestFormat.Form, parameters) };
        OperatorOrigins.Mark(push, client);
        push.Headers.Authorization = authorization;
        push.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return push;
    }
}
