using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>
/// One pool of connections to the one configured server. Redirects are not followed: a standby that does not forward would send the token to
/// whichever address it names. No cookies, no proxy by accident, no compression, no trace headers, and nothing of a request is logged.
/// </summary>
internal sealed class VaultTransport(HashiCorpVaultOptions options) : IDisposable
{
    /// <summary>Bytes of an answer that are read. A list of a hundred thousand names has seven million.</summary>
    private const int LargestAnswer = 64 * 1024 * 1024;

    private readonly HttpClient http = new(Handler(options)) { BaseAddress = new Uri(new Uri(options.Address!), "/v1/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What messages call the server.</summary>
    public string Server { get; } = $"HashiCorp Vault at {options.Address}";

    /// <param name="isNamespaced">False for the few addresses that exist in the root namespace alone.</param>
    /// <param name="patience">How long it may take, the whole answer included.</param>
    /// <exception cref="VaultUnavailableException">No whole answer came in time. What was asked may have been done.</exception>
    public async Task<VaultAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, VaultToken? token, CancellationToken cancellationToken, bool isNamespaced = true, TimeSpan? patience = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Vault-Request", "true");
        if (isNamespaced && options.Namespace is { } space) request.Headers.Add("X-Vault-Namespace", space);
        if (token is not null) request.Headers.Add("X-Vault-Token", token.RevealSecret());
        if (body is not null) request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(patience ?? KvLimits.Request);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            var content = await ReadAsync(response, end.Token);
            return new VaultAnswer(response.StatusCode, Parse(content), response.Headers.RetryAfter?.Delta, response.Headers.Date);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VaultUnavailableException($"{Server} does not answer in time. Look whether it is overloaded, or whether something between it and the hub holds requests back.");
        }
        catch (HttpRequestException failure) when (failure.InnerException is AuthenticationException)
        {
            throw new VaultUnavailableException($"The certificate of {Server} is not trusted. Set {HashiCorpVaultOptions.Section}:CaFile to the PEM file of the authority that signed it, and check that it names this host.", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new VaultUnavailableException($"{Server} cannot be reached. Look whether it runs and whether {HashiCorpVaultOptions.Section}:Address is right.", failure);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (content.Length + read > LargestAnswer) throw new VaultUnavailableException($"{Server} answers with more than {LargestAnswer} bytes. Look whether {HashiCorpVaultOptions.Section}:Path holds this hub's documents alone.");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static JsonElement? Parse(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // empty, or the page of a proxy
        }
    }

    private static SocketsHttpHandler Handler(HashiCorpVaultOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // so that another address of the same name is found
        MaxConnectionsPerServer = 64,
        MaxResponseHeadersLength = 64,
        SslOptions = options.CaFile is null ? new SslClientAuthenticationOptions() : new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(options.CaFile) },
    };

    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new HubStartException($"{HashiCorpVaultOptions.Section}:CaFile names {file}, which cannot be read as PEM certificates. Put the certificate of the authority there that signed the server's.", failure);
        }
        return policy;
    }
}
