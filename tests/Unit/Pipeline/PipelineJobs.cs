using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace GitLabHa.Tests.Unit.Pipeline;

/// <summary>What a pipeline's jobs call, compared with the existing targets and parameters.</summary>
internal static partial class PipelineJobs
{
    private static readonly string[] Scripts = ["script", "before_script", "after_script"];

    /// <summary>Calls of build.sh that name a target, parameter or environment that does not exist; one line each.</summary>
    internal static IReadOnlyList<string> Problems(string pipeline, BuildSchema schema) =>
        [.. Calls(pipeline).SelectMany(call => Wrong(call.Words, schema).Select(x => $"{call.Job}: {x}"))];

    /// <summary>Every call of build.sh, with the job that contains it.</summary>
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
        job.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is YamlSequenceNode list
            ? list.OfType<YamlScalarNode>().Select(x => x.Value!)
            : [];

    private static IEnumerable<string> Wrong(string[] words, BuildSchema schema) =>
        schema.Problems(words).Concat(words.Zip(words.Skip(1).Append(""))
            .Where(x => x.First == "--env" && !x.Second.StartsWith('$') && !schema.Environments.Contains(x.Second))
            .Select(x => $"there is no environment {x.Second}"));

    [GeneratedRegex(@"\./build\.sh((?: +[^\s;&|]+)*)")]
    private static partial Regex Call();
}
