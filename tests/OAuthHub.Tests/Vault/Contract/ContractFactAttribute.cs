using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OAuthHub.Tests.Vault;

/// <summary>A case of a contract. The class that derives it may say in <c>public static string? Missing</c> why it cannot run on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("OAuthHub.Tests.Vault.ContractFactDiscoverer", "OAuthHub.Tests")]
internal sealed class ContractFactAttribute : FactAttribute;

/// <inheritdoc cref="ContractFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("OAuthHub.Tests.Vault.ContractTheoryDiscoverer", "OAuthHub.Tests")]
internal sealed class ContractTheoryAttribute : TheoryAttribute;

public sealed class ContractFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        MissingTestCase.Reason(testMethod) is null
            ? base.CreateTestCase(discoveryOptions, testMethod, factAttribute)
            : new MissingTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

public sealed class ContractTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        MissingTestCase.Reason(testMethod) is null
            ? base.Discover(discoveryOptions, testMethod, theoryAttribute)
            : [new MissingTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

/// <summary>A case that is skipped because what it needs is not on this machine.</summary>
public sealed class MissingTestCase : XunitTestCase
{
    [Obsolete("For xunit, which makes it and then fills it.")]
    public MissingTestCase() { }

    public MissingTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method) : base(diagnostics, display, options, method) { }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => Reason(TestMethod)!;

    internal static string? Reason(ITestMethod method) =>
        method.TestClass.Class.ToRuntimeType()?.GetProperty("Missing", BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)?.GetValue(null) as string;
}
