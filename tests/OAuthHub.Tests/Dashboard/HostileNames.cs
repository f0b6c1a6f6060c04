namespace OAuthHub.Tests.Dashboard;

/// <summary>What a stranger may call themselves at a platform, to be run as a script by whoever shows it.</summary>
internal static class HostileNames
{
    public static string[] All { get; } =
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "\"><script>alert(1)</script>",
        "' autofocus onfocus=alert(1) x='",
        "javascript:alert(1)",
        "</title><script>alert(1)</script>",
        "</textarea><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>parent.alert(1)</script>'>",
        "{{constructor.constructor('alert(1)')()}}",
        "${alert(1)}",
        "<a href=\"javascript:alert(1)\">me</a>",
        "<style>@import 'http://evil.example/x.css';</style>",
        "<math><mtext></p><img src=x onerror=alert(1)></math>",
        "\u202Egpj.exe <b onmouseover=alert(1)>",
        "\0<scr\0ipt>alert(1)</scr\0ipt>",
    ];
}
