using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms.Validation;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>Reads the settings of a platform's section that belong to the app registration rather than to the entry.</summary>
internal sealed class RegistrationReader(List<PlatformFault> faults)
{
    private const string ClientId = nameof(AppRegistration.ClientId);
    private const string ClientSecret = nameof(AppRegistration.ClientSecret);
    private const string KeySetting = nameof(AppRegistration.PrivateKey);
    private const string KeyFile = "PrivateKeyFile";
    private const string Scopes = nameof(AppRegistration.Scopes);
    private const string Variables = nameof(AppRegistration.Variables);
    private const string Instances = "Instances";

    /// <summary>True: the setting is none of the entry's.</summary>
    public static bool Owns(IConfigurationSection setting) => Is(setting, ClientId) || Is(setting, ClientSecret) || Is(setting, KeySetting) || Is(setting, KeyFile) || Is(setting, Scopes) || Is(setting, Variables) || Is(setting, Instances);

    /// <summary>
    /// Without a client id the registration comes from the dashboard (or from another entry): then scopes and variables of
    /// configuration become the entry's own defaults, so that nothing that was set is lost.
    /// </summary>
    public static void ApplyDefaults(JsonObject entry, IConfigurationSection section)
    {
        if (!string.IsNullOrWhiteSpace(section[ClientId])) return;
        if (ScopeList(section.GetSection(Scopes)) is { } scopes && entry["authorization"] is JsonObject authorization)
            authorization["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]);
        foreach (var variable in (entry["templateVariables"] as JsonArray ?? []).OfType<JsonObject>())
            if (variable["name"]?.GetValue<string>() is { } name && section.GetSection(Variables)[name] is { Length: > 0 } value) variable["default"] = value;
    }

    /// <summary>Null: configuration names no client id. An empty setting counts as none, as deployment files often leave them.</summary>
    public AppRegistration? Read(IConfigurationSection section, Platform platform)
    {
        var (id, secret) = (Text(section, ClientId), Text(section, ClientSecret));
        var variables = section.GetSection(Variables).GetChildren().Where(variable => !string.IsNullOrEmpty(variable.Value)).ToList();
        foreach (var variable in variables) Check(variable, platform);
        if (id is null)
        {
            if (secret is not null) Add(section.GetSection(ClientSecret), "is set without a client id", $"Set {section.Path}:{ClientId} too, or remove it.");
            return null;
        }
        var key = Key(section, platform);
        if (key is null && platform.Client.NeedsPrivateKey && !platform.Registration.Automatic) Add(section.GetSection(ClientId), "is set without a key, which is how this platform knows its clients", $"Set {section.Path}:{KeyFile} to a file with the private key, as PEM or JWK.");
        return new AppRegistration
        {
            PlatformId = platform.Id,
            ClientId = id,
            ClientSecret = secret is null ? null : new ClientSecret(secret),
            PrivateKey = key,
            Scopes = ScopeList(section.GetSection(Scopes)),
            Variables = variables.Select(variable => (Name: NameOf(variable, platform), variable.Value)).Where(pair => pair.Name is not null).ToDictionary(pair => pair.Name!, pair => pair.Value!),
            Source = RegistrationSource.Configuration,
        };
    }

    /// <summary>The clients of single servers: <c>Instances:{server}:ClientId</c>, <c>ClientSecret</c> or <c>PrivateKey</c>, <c>Scopes</c>.</summary>
    public IEnumerable<AppRegistration> ReadInstances(IConfigurationSection section, Platform platform)
    {
        foreach (var instance in section.GetSection(Instances).GetChildren())
        {
            if (platform.BindingVariable is not { } binding) Add(instance, $"is set, but one client serves all of {platform.Id}", $"Set {section.Path}:{ClientId} instead.");
            else if (!TemplatePattern.Matches(binding, instance.Key)) Add(instance, $"is no value of {binding.Name}", $"Name the {binding.Name} for which the client was registered, in lower case; it must match {binding.Pattern} as a whole.");
            else if (Text(instance, ClientId) is not { } id) Add(instance, "has no client id", $"Set {instance.Path}:{ClientId}, or remove it.");
            else yield return new AppRegistration
            {
                PlatformId = platform.Id,
                Instance = instance.Key.ToLowerInvariant(),
                ClientId = id,
                ClientSecret = Text(instance, ClientSecret) is { } secret ? new ClientSecret(secret) : null,
                PrivateKey = Key(instance, platform),
                Scopes = ScopeList(instance.GetSection(Scopes)),
                Source = RegistrationSource.Configuration,
            };
        }
    }

    private void Check(IConfigurationSection setting, Platform platform)
    {
        var variable = platform.TemplateVariables.FirstOrDefault(variable => Is(setting, variable.Name));
        if (variable is null) Add(setting, $"is not a variable of {platform.Id}", platform.TemplateVariables.Count == 0 ? "Remove it: this platform has none." : NearestName.Suggest(setting.Key, platform.TemplateVariables.Select(one => one.Name)));
        else if (!TemplatePattern.Matches(variable, setting.Value!)) Add(setting, $"is '{setting.Value}'", $"Give it a value that matches {variable.Pattern} as a whole.");
    }

    private string? Text(IConfigurationSection section, string name)
    {
        if (section[name]?.Trim() is not { Length: > 0 } text) return null;
        // Neither value is shown: one is a secret, and the other may be one put into the wrong place.
        if (text.All(c => c is >= ' ' and <= '~') && text.Length <= 2048) return text;
        Add(section.GetSection(name), "holds characters that cannot be sent", "Copy it again: 1 to 2048 printable characters.");
        return null;
    }

    /// <summary>The key itself, or a file that holds it. In the environment, which has one line, <c>\\n</c> stands for a line's end.</summary>
    private PrivateKey? Key(IConfigurationSection section, Platform platform)
    {
        var (text, file) = (section[KeySetting]?.Trim(), section[KeyFile]?.Trim());
        if (string.IsNullOrEmpty(text) && string.IsNullOrEmpty(file)) return null;
        var setting = section.GetSection(string.IsNullOrEmpty(file) ? KeySetting : KeyFile);
        if (!platform.Client.AcceptsPrivateKey) return Wrong("is set, but this platform takes no key", "Remove it, and set ClientSecret.");
        if (!string.IsNullOrEmpty(text) && !string.IsNullOrEmpty(file)) return Wrong("is set together with PrivateKey", "Keep one of them.");
        try
        {
            text = string.IsNullOrEmpty(file) ? text!.Replace("\\n", "\n", StringComparison.Ordinal) : File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Wrong("names a file that cannot be read", "Correct the path, or let the hub's user read the file.");
        }
        using var key = SigningKey.TryRead(text);
        return key is null ? Wrong("is no private key that the hub can use", "Give it a P-256 key, or an RSA key of at least 2048 bits, without a password, as PEM or JWK.") : new PrivateKey(text);

        PrivateKey? Wrong(string wrong, string remedy)
        {
            Add(setting, wrong, remedy);
            return null;
        }
    }

    /// <summary>A list, or one text separated by spaces or commas. Null: not set.</summary>
    private static List<string>? ScopeList(IConfigurationSection section)
    {
        var scopes = section.GetChildren().Select(scope => scope.Value).Prepend(section.Value)
            .SelectMany(text => ScopeText.Split(text ?? "")).ToList();
        return scopes.Count == 0 ? null : scopes;
    }

    private static string? NameOf(IConfigurationSection setting, Platform platform) => platform.TemplateVariables.Select(variable => variable.Name).FirstOrDefault(name => Is(setting, name));

    private static bool Is(IConfigurationSection setting, string name) => string.Equals(setting.Key, name, StringComparison.OrdinalIgnoreCase);

    private void Add(IConfigurationSection setting, string wrong, string remedy) => faults.Add(new PlatformFault(setting.Path, "", wrong, remedy));
}
