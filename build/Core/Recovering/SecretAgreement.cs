using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Recovering;

/// <summary>Whether the secrets that nodes run with are those of the store.</summary>
public static class SecretAgreement
{
    /// <summary>
    /// Refuses when this run generated a secret that a node has already: the store is missing, or lacks it, and a new value
    /// would lock the nodes out of each other. One that no node has yet is new and harmless.
    /// </summary>
    public static void Refuse(
        IEnumerable<DesiredNode> desired, IReadOnlyDictionary<Node, NodeObservation> observed, ISecretSource secrets, string environment)
    {
        if (secrets.Generated.Count == 0) return;
        var generated = desired.SelectMany(x => NodeSecrets.On(x, observed[x.Node])).Where(x => secrets.Generated.Contains(x.Name))
            .ToLookup(x => x.Name);
        var runs = observed.Values.Any(Runs);
        var lost = generated.Where(x => x.Any(place => place.Differs)).ToArray();
        var unknown = generated.Except(lost).Where(x => runs && x.All(place => place.Unknown is not null)).ToArray();
        if (lost.Length + unknown.Length == 0) return;
        throw new OperatorException(
            "Nodes run already, and the secrets store lacks what they run with: new values would lock them out of each other."
                + string.Concat(lost.Select(x => $"\n- {x.Key}: in use on {NodesOf(x.Where(place => place.Differs))}"))
                + string.Concat(unknown.Select(x => $"\n- {x.Key}: not known, since {NodesOf(x)} could not be asked")),
            secrets.Place,
            $"Put the store of the site there, or read its secrets back from the nodes: ./build.sh RecoverSecrets --env {environment}. "
                + "Nothing was changed.");
    }

    /// <summary>The secrets of the store that nodes have with another value: a rotation, or the store of another site.</summary>
    public static IEnumerable<string> Differences(IEnumerable<DesiredNode> desired, IReadOnlyDictionary<Node, NodeObservation> observed)
    {
        var differing = desired.SelectMany(x => NodeSecrets.On(x, observed[x.Node])).Where(x => x.Differs).ToLookup(x => x.Name);
        if (differing.Count > 0)
            yield return $"{differing.Count} {(differing.Count == 1 ? "secret of the store differs" : "secrets of the store differ")} "
                + "from those on the nodes: "
                + string.Join("; ", differing.Select(x => $"{x.Key} on {NodesOf(x)}"));
    }

    private static bool Runs(NodeObservation observed) =>
        observed.Mark is not null || observed.Files.GetValueOrDefault(DesiredNode.GitlabRbPath) is FileState.Present;

    private static string NodesOf(IEnumerable<NodeSecret> places) => string.Join(", ", places.Select(x => x.Node.Name).Distinct());
}
