using System.Text.Json;
using System.Text.RegularExpressions;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Pipeline;

/// <summary>The targets and parameters of the build, as .nuke/build.schema.json names them.</summary>
internal sealed partial class BuildSchema
{
    /// <summary>The schema of this repository.</summary>
    public static BuildSchema OfRepository { get; } = new(File.ReadAllText(Path.Combine(Repository.Root, ".nuke", "build.schema.json")));

    public BuildSchema(string text)
    {
        using var json = JsonDocument.Parse(text);
        var definitions = json.RootElement.GetProperty("definitions");
        var own = json.RootElement.GetProperty("allOf")[0].GetProperty("properties");
        Targets = Words(definitions.GetProperty("ExecutableTarget"));
        Parameters = Options(own);
        EngineOptions = Options(definitions.GetProperty("NukeBuild").GetProperty("properties"));
        Environments = Words(own.GetProperty("Env"));
        Scenarios = Words(own.GetProperty("Scenario"));
    }

    public IReadOnlySet<string> Targets { get; }

    /// <summary>The build's own parameters, such as --zero-downtime.</summary>
    public IReadOnlySet<string> Parameters { get; }

    /// <summary>The options of every NUKE build, such as --skip.</summary>
    public IReadOnlySet<string> EngineOptions { get; }

    public IReadOnlySet<string> Environments { get; }

    public IReadOnlySet<string> Scenarios { get; }

    /// <summary>What is wrong with a call of build.sh: a target or a parameter that does not exist.</summary>
    public IEnumerable<string> Problems(IReadOnlyList<string> words)
    {
        var targets = words.TakeWhile(x => !IsOption(x)).ToArray();
        if (targets.Length == 0 && !words.Any(EngineOptions.Contains)) yield return "calls build.sh without a target";
        foreach (var target in targets.Where(x => !Targets.Contains(x))) yield return $"there is no target {target}";
        foreach (var option in words.Where(IsOption).Where(x => !Parameters.Contains(x) && !EngineOptions.Contains(x)))
            yield return $"there is no parameter {option}";
    }

    private static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal);

    private static HashSet<string> Words(JsonElement element) =>
        [.. element.GetProperty("enum").EnumerateArray().Select(x => x.GetString()!)];

    private static HashSet<string> Options(JsonElement properties) => [.. properties.EnumerateObject().Select(x => Option(x.Name))];

    private static string Option(string name) => "--" + Capitals().Replace(name, "-$1").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Capitals();
}
