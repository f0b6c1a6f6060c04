using System.Text.RegularExpressions;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>A policy as the server reads it: of the paths that match, the exact one or else the one with the longest prefix decides alone.</summary>
internal sealed partial class HclPolicy(IReadOnlyDictionary<string, string[]> rules)
{
    public static HclPolicy Parse(string hcl)
    {
        var bare = Comment().Replace(hcl, "");
        var rules = Rule().Matches(bare).ToDictionary(
            match => match.Groups["path"].Value,
            match => Word().Matches(match.Groups["capabilities"].Value).Select(word => word.Groups["word"].Value).ToArray());
        Assert.True(Rule().Replace(bare, "").Trim().Length == 0, "There is something in the policy that this reader does not know: " + Rule().Replace(bare, "").Trim());
        return new HclPolicy(rules);
    }

    /// <summary>The same without one path, or without one of its capabilities.</summary>
    public HclPolicy Without(string path, string? capability = null)
    {
        Assert.Contains(path, rules.Keys);
        var left = new Dictionary<string, string[]>(rules);
        if (capability is null) left.Remove(path);
        else left[path] = [.. rules[path].Where(one => one != capability)];
        return new HclPolicy(left);
    }

    public IEnumerable<string> Paths => rules.Keys;

    public IReadOnlyList<string> Capabilities(string path)
    {
        // A folder is also matched without the slash at its end.
        if (rules.TryGetValue(path, out var exact) || rules.TryGetValue(path.TrimEnd('/'), out exact)) return exact;
        var prefix = rules.Keys.Where(rule => rule.EndsWith('*') && path.StartsWith(rule[..^1], StringComparison.Ordinal)).MaxBy(rule => rule.Length);
        return prefix is null ? [] : rules[prefix];
    }

    [GeneratedRegex(@"#[^\n]*", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"path\s+""(?<path>[^""]+)""\s*\{\s*capabilities\s*=\s*\[(?<capabilities>[^\]]*)\]\s*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex("\"(?<word>[a-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
