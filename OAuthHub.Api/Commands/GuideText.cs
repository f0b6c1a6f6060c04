using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Api.Commands;

/// <summary>A guide for a person at a terminal.</summary>
internal static class GuideText
{
    public static void Write(PlatformGuide guide, CommandOutput output)
    {
        output.Line($"{guide.Name} ({guide.Platform})");
        if (guide.About is { } about) output.Line(about);
        if (guide.Kind is GuideKind.Unavailable or GuideKind.BuiltIn) return;
        if (guide.ConsoleUrl is { } console) output.Line($"Where apps are registered: {console}");
        Numbered("Steps", guide.Steps, output);
        if (guide.Values.Count > 0)
        {
            output.Line();
            output.Table(["to copy", "value"], [.. guide.Values.Select(value => new[] { value.Label, value.Value })]);
        }
        if (guide.RedirectChecks.Count > 0)
        {
            output.Line();
            output.Table(["redirect address", "verdict", "what it means"], [.. guide.RedirectChecks.Select(check => new[] { Word(check.Rule), Word(check.Verdict), check.Text })]);
        }
        if (guide.Variables.Count > 0)
        {
            output.Line();
            output.Table(["setting", "value", "what it is"], [.. guide.Variables.Select(variable => new[] { variable.Setting, variable.Value ?? variable.Default ?? "must be set", variable.Description ?? variable.Name })]);
        }
        if (guide.Kind is GuideKind.Automatic) return;
        output.Line();
        output.Line(Secret(guide));
        if (guide.PerServer is { } server)
            output.Line($"Each {server.Name} has clients of its own: register one at each ({server.Description ?? server.Name}){(server.Default is { } usual ? $"; the one without a name is that of {usual}" : "")}.");
        output.Line("Enter it on the platform's page in the dashboard, or set:");
        foreach (var setting in guide.Settings) output.Line($"  {setting}");
    }

    private static string Secret(PlatformGuide guide) => guide.Secret switch
    {
        SecretNeed.Required => $"What you get there: {guide.ClientIdName} and {guide.ClientSecretName}, both needed.",
        SecretNeed.Optional => $"What you get there: {guide.ClientIdName}, and {guide.ClientSecretName} unless the app is registered without one.",
        _ => $"What you get there: {guide.ClientIdName}. There is no secret.",
    };

    private static void Numbered(string title, IReadOnlyList<string> steps, CommandOutput output)
    {
        if (steps.Count == 0) return;
        output.Line();
        output.Line(title + ":");
        for (var i = 0; i < steps.Count; i++) output.Line($"  {i + 1}. {steps[i]}");
    }

    private static string Word<T>(T word)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
