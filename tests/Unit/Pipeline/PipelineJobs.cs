using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace GitLabHa.Tests.Unit.Pipeline;

/// <summary>What a pipeline's jobs call, held against the targets and parameters there are.</summary>
internal static partial class PipelineJobs
{
    private static readonly string[] Scripts = ["script", "before_script", "after_script"];

    /// <summary>Calls of build.sh that name a target, parameter or environment that does not exist; one line each.</summary>
    internal static IReadOnlyList<string> Problems(string pipeline, string schema)
    {
        using var json = JsonDocument.Parse(schema);
        var definitions = json.RootElement.GetProperty("definitions");
        var targets = definitions.GetProperty("ExecutableTarget").GetProperty("enum").EnumerateArray().Select(x => x.GetString()!).ToHashSet();
        var own = json.RootElement.GetProperty("allOf")[0].GetProperty("properties");
        var parameters = own.EnumerateObject().Concat(definitions.GetProperty("NukeBuild").GetProperty("properties").EnumerateObject()).Select(x => Option(x.Name)).ToHashSet();
        var environments = own.GetProperty("Env").GetProperty("enum").EnumerateArray().Select(x => x.GetString()!).ToHashSet();
        return [.. Calls(pipeline).SelectMany(call => Wrong(call, targets, parameters, environments).Select(x => $"{call.Job}: {x}"))];
    }

    /// <summary>Every call of build.sh, with the job it stands in.</summary>
    internal static IEnumerable<(string Job, string[] Words)> Calls(string pipeline) =>
        from job in Jobs(pipeline)
        from key in Scripts
        from line in Lines(job.Body, key)
        from Match call in Call().Matches(line)
        select (job.Name, call.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The jobs by name; hidden ones are templates.</summary>
    internal static IEnumerable<(string Name, YamlMappingNode Body)> Jobs(string pipeline)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(pipeline));
        return ((YamlMappingNode)yaml.Documents[0].RootNode).Children
            .Where(x => x.Value is YamlMappingNode body && body.Children.ContainsKey(new YamlScalarNode("script")))
            .Select(x => (((YamlScalarNode)x.Key).Value!, (YamlMappingNode)x.Value));
    }

    private static IEnumerable<string> Lines(YamlMappingNode job, string key) =>
        job.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlSequenceNode list ? list.OfType<YamlScalarNode>().Select(x => x.Value!) : [];

    private static IEnumerable<string> Wrong((string Job, string[] Words) call, HashSet<string> targets, HashSet<string> parameters, HashSet<string> environments)
    {
        var named = call.Words.TakeWhile(x => !x.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (named.Length == 0) yield return "calls build.sh without a target";
        foreach (var target in named.Where(x => !targets.Contains(x))) yield return $"there is no target {target}";
        for (var i = named.Length; i < call.Words.Length; i++)
        {
            var word = call.Words[i];
            if (word.StartsWith("--", StringComparison.Ordinal) && !parameters.Contains(word)) yield return $"there is no parameter {word}";
            if (word == "--env" && call.Words.ElementAtOrDefault(i + 1) is var name && name?.StartsWith('$') != true && !environments.Contains(name ?? ""))
                yield return $"there is no environment {name}";
        }
    }

    private static string Option(string name) => "--" + Words().Replace(name, "-$1").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex(@"\./build\.sh((?: +[^\s;&|]+)*)")]
    private static partial Regex Call();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
