using System.Net.Http.Headers;
using System.Text;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Builds the requests that an entry describes by data: account lookup, revocation, exchanges.</summary>
internal static class CallRequests
{
    /// <param name="more">Further template values, such as <c>token.x</c> of the token reply.</param>
    /// <exception cref="MissingValueException">A template needs a value that nobody gave.</exception>
    public static HttpRequestMessage Create(PlatformClient client, PlatformCall call, AccessToken? accessToken = null, IReadOnlyDictionary<string, string>? more = null, IEnumerable<(string Name, string Value)>? extra = null)
    {
        var token = accessToken?.RevealSecret() ?? "";
        var values = new Dictionary<string, string>(more ?? new Dictionary<string, string>()) { ["accessToken"] = token };
        if (client.Registration.ClientSecret is { } secret) values["clientSecret"] = secret.RevealSecret();
        var parameters = call.Parameters.Select(pair => (Name: pair.Key, Value: client.Fill(pair.Value, values))).Concat(extra ?? []).ToList();
        var address = client.Resolve(call.Url, values);
        AuthenticationHeaderValue? authorization = null;
        (string Name, string Value)? header = null;
        switch (call.Authorization)
        {
            case CallAuthorization.Bearer: authorization = new AuthenticationHeaderValue("Bearer", token); break;
            case CallAuthorization.Scheme: header = ("Authorization", $"{call.AuthorizationName} {token}".Trim()); break;
            case CallAuthorization.Header: header = (call.AuthorizationName!, token); break;
            case CallAuthorization.Query: address = Append(address, [(call.AuthorizationName ?? "access_token", token)]); break;
            case CallAuthorization.ClientScheme: header = ("Authorization", $"{call.AuthorizationName} {client.Registration.ClientSecret?.RevealSecret()}".Trim()); break;
            case CallAuthorization.ClientBasic: authorization = ClientAuthenticator.Basic(client); break;
            case CallAuthorization.ClientPost: ClientAuthenticator.Apply(client with { Platform = client.Platform with { Client = InBody(client.Platform.Client) } }, parameters); break;
        }
        var method = new HttpMethod(call.Method);
        var hasBody = call.Body is not null || (method != HttpMethod.Get && call.Format is not TokenRequestFormat.Query && parameters.Count > 0);
        if (!hasBody && parameters.Count > 0) address = Append(address, parameters);

        var request = new HttpRequestMessage(method, address) { Headers = { Authorization = authorization } };
        OperatorOrigins.Mark(request, client);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (header is { } named) request.Headers.TryAddWithoutValidation(named.Name, named.Value);
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, client.Fill(value, values));
        }
        if (call.Body is { } body) request.Content = new StringContent(client.Fill(body, values), Encoding.UTF8, "application/json");
        else if (hasBody) request.Content = ParameterContent.Create(call.Format, parameters);
        return request;
    }

    private static ClientRules InBody(ClientRules rules) =>
        rules.Authentication is ClientAuthentication.PrivateKeyJwt ? rules : rules with { Authentication = ClientAuthentication.ClientSecretPost };

    private static string Append(string address, IEnumerable<(string Name, string Value)> parameters) =>
        address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + ParameterContent.Form(parameters);
}
