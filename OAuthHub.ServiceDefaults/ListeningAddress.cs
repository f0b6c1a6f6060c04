using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace OAuthHub.ServiceDefaults;

public static class ListeningAddress
{
    /// <summary>The address that a process listens on, unless --urls, ASPNETCORE_URLS or a container's port variable say otherwise.</summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder, string address)
    {
        var isSet = ((string[])["urls", "http_ports", "https_ports"]).Any(key => !string.IsNullOrEmpty(builder.Configuration[key]));
        if (!isSet && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()) builder.WebHost.UseUrls(address);
    }
}
