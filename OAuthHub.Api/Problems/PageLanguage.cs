using Microsoft.Net.Http.Headers;

namespace OAuthHub.Api.Problems;

/// <summary>The language of a page that the hub writes itself: the one that the browser likes best of those that there are, else English.</summary>
internal sealed record PageLanguage
{
    public static PageLanguage English { get; } = new("en");

    public static PageLanguage German { get; } = new("de");

    private PageLanguage(string tag) => Tag = tag;

    /// <summary>As <c>lang</c> names it.</summary>
    public string Tag { get; }

    /// <summary>By <c>Accept-Language</c>: <c>de-AT,de;q=0.9,en;q=0.8</c> (RFC 9110 section 12.5.4). The answer says that it depends on it.</summary>
    public static PageLanguage Of(HttpContext context)
    {
        var vary = context.Response.Headers.Vary;
        if (!vary.Contains(HeaderNames.AcceptLanguage, StringComparer.OrdinalIgnoreCase)) context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        return context.Request.GetTypedHeaders().AcceptLanguage
            .Where(wanted => wanted.Quality is not 0)
            .OrderByDescending(wanted => wanted.Quality ?? 1)
            .Select(wanted => Find(wanted.Value.ToString().Split('-')[0]))
            .FirstOrDefault(found => found is not null) ?? English;
    }

    /// <summary>Each text stands where it is used, in every language that there is.</summary>
    public string Say(string english, string german) => this == German ? german : english;

    private static PageLanguage? Find(string tag) => new[] { English, German }.FirstOrDefault(one => string.Equals(one.Tag, tag, StringComparison.OrdinalIgnoreCase));
}
