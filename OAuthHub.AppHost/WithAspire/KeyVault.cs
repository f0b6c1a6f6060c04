using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Azure.Provisioning.KeyVault;

namespace OAuthHub.AppHost;

internal static class KeyVaultBuilderExtensions
{
    /// <summary>
    /// Azure Key Vault as the vault of these parts, which may read and write secrets there and nothing else. It provisions in the
    /// operator's subscription, so it is there only when chosen.
    /// </summary>
    public static void AddKeyVault(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ProjectResource>[] parts)
    {
        var vault = builder.AddAzureKeyVault(name);
        foreach (var part in parts)
        {
            part.WithReference(vault).WithRoleAssignments(vault, KeyVaultBuiltInRole.KeyVaultSecretsOfficer)
                .WithEnvironment("OAuthHub__Vault__Backend", "AzureKeyVault")
                .WithEnvironment("OAuthHub__Vault__AzureKeyVault__Uri", ReferenceExpression.Create($"{vault.Resource.VaultUri}"));
        }
    }
}
