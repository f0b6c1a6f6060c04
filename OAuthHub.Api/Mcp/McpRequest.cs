namespace OAuthHub.Api.Mcp;

/// <summary>The HTTP request within which a tool is called. (The framework's own accessor would be kept up to date for every request of the hub.)</summary>
internal sealed class McpRequest
{
    public HttpContext? Context { get; set; }
}
