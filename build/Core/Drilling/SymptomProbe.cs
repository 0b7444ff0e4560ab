using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>The question by which nodes that are not struck show what they notice of a fault, and who leads now.</summary>
public sealed record SymptomProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The role whose nodes are asked.</summary>
    public required string Role { get; init; }

    /// <summary>What a node is asked.</summary>
    public required Func<Node, Command> Question { get; init; }

    /// <summary>What one answer says, when these nodes are struck.</summary>
    public required Func<string, ImmutableArray<Node>, Symptom> Read { get; init; }

    /// <summary>The question to each of these nodes.</summary>
    public ImmutableArray<Probe> Ask(IEnumerable<Node> nodes) =>
        [.. nodes.Select(x => new Probe(x, Question(x) with { Timeout = Limit }))];

    /// <summary>Puts the answers of all nodes together.</summary>
    public Symptom Interpret(IEnumerable<(Node Node, string Output)> answers, ImmutableArray<Node> struck)
    {
        var symptoms = answers.Select(x => (x.Node, Symptom: Read(x.Output, struck))).ToArray();
        var leaders = symptoms.Select(x => x.Symptom.Leader).Distinct().ToArray();
        var noticed = symptoms.Where(x => x.Symptom.Noticed is not null).Select(x => $"{x.Node.Name}: {x.Symptom.Noticed}")
            .FirstOrDefault();
        return new Symptom(noticed, leaders is [{ } leader] ? leader : null);
    }
}
