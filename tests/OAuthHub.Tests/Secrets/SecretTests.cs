using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Tests.Secrets;

/// <summary>What holds a secret cannot print it by accident. So no analyzer has to forbid an interpolation: it gives stars.</summary>
public sealed partial class SecretTests
{
    private const string Canary = "canary-of-a-secret-0123456789";

    /// <summary>Names of a secret that are none: ids of keys, places in an answer, ways to send, and what a browser carries in the open anyway.</summary>
    private static readonly string[] NoSecrets =
    [
        "ApiDocument.Authorization", "AuditHead.Key", "LinkSession.Key", "LoginState.Nonce", "ProofBody.Nonce", "ProxyRequest.Token", "TokenPartRules.AccessToken", "TokenPartRules.RefreshToken",
    ];

    public static TheoryData<string> Kinds { get; } = [.. Types().Where(type => type.IsSubclassOf(typeof(Secret)) && !type.IsAbstract).Select(type => type.FullName!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A247_a_secret_shows_itself_in_no_text_that_is_made_of_it(string kind)
    {
        var secret = (Secret)Activator.CreateInstance(typeof(Secret).Assembly.GetType(kind)!, Canary)!;
        var within = new { Secret = secret, Many = (Secret[])[secret] };
        foreach (var text in (string[])[$"{secret}", $"{secret,40}", secret.ToString(), string.Concat("a", secret), string.Format(null, "{0}", secret), within.ToString()!, JsonSerializer.Serialize<object>(secret), JsonSerializer.Serialize(within)])
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Equal($"{secret.GetType().Name}(***)", secret.ToString());
        Assert.Equal("{ToString()}", typeof(Secret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        Assert.DoesNotContain(secret.GetType().GetProperties(), property => property.PropertyType == typeof(string));
        Assert.DoesNotContain(secret.GetType().GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.FlattenHierarchy), method => method.Name is "op_Implicit" or "op_Explicit");
    }

    [Fact]
    public void A247_no_record_of_the_hub_prints_a_plain_text_that_is_a_secret()
    {
        var printed = Types().Where(PrintsItself)
            .SelectMany(type => type.GetProperties().Where(property => property.DeclaringType == type && IsText(property.PropertyType) && SecretsName().IsMatch(property.Name)).Select(property => $"{type.Name}.{property.Name}"))
            .Order(StringComparer.Ordinal).ToList();
        Assert.True(!printed.Except(NoSecrets).Any(), string.Join(" ", printed.Except(NoSecrets)));
        Assert.Empty(NoSecrets.Except(printed)); // none of them is there for nothing

        var tokens = new TokenPair { AccessToken = new AccessToken(Canary), RefreshToken = new RefreshToken(Canary), TokenType = "Bearer", IssuedAt = DateTimeOffset.UnixEpoch };
        Assert.DoesNotContain(Canary, tokens.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A247_options_print_nothing_of_what_they_hold()
    {
        var options = Types().Where(type => type.IsClass && !type.IsAbstract && type.Name.EndsWith("Options", StringComparison.Ordinal)).ToList();
        Assert.Contains(typeof(HubOptions), options);
        Assert.All(options, type => Assert.False(PrintsItself(type), $"{type.Name} is a record, so its text is all that it holds"));
    }

    private static IEnumerable<Type> Types() => ((Assembly[])[typeof(Secret).Assembly, Assembly.Load("OAuthHub.Api"), Assembly.Load("OAuthHub.Worker"), Assembly.Load("OAuthHub.Client")]).SelectMany(assembly => assembly.GetTypes());

    /// <summary>A record with the text that the compiler makes of it.</summary>
    private static bool PrintsItself(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null &&
        type.GetMethod(nameof(ToString), BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly, [])?.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is not null;

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>);

    [GeneratedRegex("(Token|Secret|Password|Passphrase|Verifier|MasterKey|AgentKey|ApiKey|PrivateKey|Cookie|Authorization|Nonce|Assertion|^Key)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretsName();
}
