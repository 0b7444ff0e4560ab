using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Recovering;

/// <summary>
/// Reads the secrets of a node back from its files. What is rendered says itself where each secret is written, so there is no
/// table of secrets and places.
/// </summary>
internal static class NodeSecrets
{
    private const string Unseen = "what it has there was not read";

    /// <summary>Every place of the node that holds a secret.</summary>
    public static IEnumerable<NodeSecret> On(DesiredNode desired, NodeObservation observed) => desired.Files.SelectMany(file =>
    {
        var places = Places(desired, file).ToArray();
        IEnumerable<NodeSecret> All(string? unknown, bool same = false) => places.SelectMany(x => x.Wanted.Secrets)
            .Select(x => new NodeSecret { Node = desired.Node, Wanted = x, Found = same ? x : null, Unknown = unknown });
        return (observed.Unreachable, observed.Files.GetValueOrDefault(file.Path)) switch
        {
            ({ } why, _) => All(why),
            (_, FileState.Present found) when found.Sha256 == file.Content.Sha256 => All(null, same: true),
            (_, FileState.Present { Content: { } text }) =>
                places.GroupBy(x => x.Path).SelectMany(x => Compare(desired.Node, [.. x.Select(y => y.Wanted)], Values(file, text, x.Key))),
            (_, FileState.Present) => All(Unseen),
            (_, FileState.Unknown unknown) => All(unknown.Why),
            _ => All(null),
        };
    });

    private static IEnumerable<NodeSecret> Compare(Node node, SecretText[] wanted, string[] values)
    {
        var found = new List<(Secret Secret, Secret Found)>();
        for (var i = 0; i < values.Length; i++)
        {
            var matching = wanted.DistinctBy(x => x.Masked).Select(x => x.ValuesIn(values[i])).OfType<IReadOnlyList<(Secret, Secret)>>()
                .ToArray();
            // Two secrets at one path look alike: only their order tells them apart.
            if (matching.Length == 1) found.AddRange(matching[0]);
            else if (matching.Length > 1 && wanted.Length == values.Length) found.AddRange(wanted[i].ValuesIn(values[i]) ?? []);
        }

        return found.Select(x => new NodeSecret { Node = node, Wanted = x.Secret, Found = x.Found })
            .Concat(wanted.SelectMany(x => x.Secrets).Where(x => !found.Exists(y => y.Secret.Name == x.Name))
                .Select(x => new NodeSecret { Node = node, Wanted = x }));
    }

    private static string[] Values(DesiredFile file, string text, string path) => file.Path == DesiredNode.GitlabRbPath
        ? [.. GitlabRbStrings.Read(text).Where(x => x.Path == path).Select(x => x.Value)]
        : text.Split('\n');

    // A line of any other file has no path: its own words say which one it is.
    private static IEnumerable<(string Path, SecretText Wanted)> Places(DesiredNode desired, DesiredFile file)
    {
        var all = file.Path == DesiredNode.GitlabRbPath && desired.GitlabRb is { } gitlabRb
            ? GitlabRbStrings.Of(gitlabRb)
            : file.Content.Lines().Select(x => ("", x));
        return all.Where(x => x.Item2.Secrets.Any());
    }
}
