using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>Something that each node says of itself in a line or more, and that must be the same on all.</summary>
public abstract record SameOnAll(ImmutableArray<Node> Nodes) : CrossCheck
{
    private const string Separator = ", ";

    /// <inheritdoc />
    public sealed override string Component => Components.Site;

    /// <inheritdoc />
    public sealed override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Command))];

    /// <summary>What is asked.</summary>
    protected abstract Command Command { get; }

    /// <summary>What counts of the answer: all matches, in any order.</summary>
    protected abstract Regex Fact { get; }

    /// <summary>What to do when nodes differ.</summary>
    protected abstract string Advice { get; }

    /// <summary>What to do when nodes differ in these facts: each is one match, and some node has it, but not all.</summary>
    protected virtual string AdviceFor(IReadOnlyCollection<string> differing) => Advice;

    /// <inheritdoc />
    protected sealed override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (Answer: x, Fact: FactOf(x))).ToArray();
        var without = said.Where(x => x.Fact.Length == 0).Select(x => x.Answer).ToArray();
        if (without.Length > 0) return Without(without);
        var groups = said.GroupBy(x => x.Fact, x => x.Answer.Node.Name).OrderByDescending(x => x.Count()).ToArray();
        return groups.Length == 1
            ? Agreed(groups[0].Key, said.Length)
            : Verdict.Unhealthy(
                $"{groups[0].Count()} nodes have {Shown(groups[0].Key)}, but "
                    + string.Join("; ", groups.Skip(1).Select(x => $"{Excerpt.List(x)} {Shown(x.Key)}")),
                AdviceFor(
                    [.. said.SelectMany(x => x.Fact.Split(Separator)).GroupBy(x => x).Where(x => x.Count() < said.Length)
                        .Select(x => x.Key)]));
    }

    /// <summary>The verdict when all say the same.</summary>
    protected virtual Verdict Agreed(string fact, int nodes) => Verdict.Healthy($"the same on {nodes} nodes: {Shown(fact)}");

    /// <summary>How a fact is shown.</summary>
    protected virtual string Shown(string fact) => fact;

    private Verdict Without(Answer[] without)
    {
        var absent = without.Where(x => x.Output.Contains("No such file", StringComparison.Ordinal)).ToArray();
        return absent.Length > 0
            ? Verdict.Unhealthy($"absent on {Excerpt.List(absent.Select(x => x.Node.Name))}", Advice)
            : Verdict.Unknown($"{without[0].Node.Name} says: {Excerpt.Of(without[0].Output)}", $"Ask by hand: {Command.Display}");
    }

    private string FactOf(Answer answer) =>
        string.Join(Separator, Fact.Matches(answer.Output).Select(x => x.Groups[1].Value).Order(StringComparer.Ordinal));
}
