using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>A Praefect reaches Gitaly nodes, is let in, and finds the storages it expects.</summary>
/// <param name="Node">The Praefect that is asked.</param>
/// <param name="Gitalys">The Gitaly nodes that matter; its results for others are left out.</param>
public sealed record PraefectDialNodes(Node Node, ImmutableArray<Node> Gitalys) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "praefect.dial-nodes";

    /// <inheritdoc />
    public override string Component => Components.Praefect;

    /// <inheritdoc />
    public override string Title => "it reaches the Gitaly nodes and their storages";

    /// <inheritdoc />
    protected override Command Command => PraefectAsk.SubCommand("dial-nodes");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var lines = answer.Output.Split('\n').Select(x => x.Trim()).ToArray();
        if (!lines.Any(x => x.StartsWith('[') && x.Contains("]: ", StringComparison.Ordinal))) return NotUnderstood(answer);
        var wrong = Gitalys.Select(x => (Node: x, Complaint: Complaint(x, lines))).Where(x => x.Complaint is not null).ToArray();
        return wrong.Length == 0
            ? Verdict.Healthy($"{Gitalys.Length} of {Gitalys.Length} Gitaly nodes healthy and consistent")
            : Verdict.Unhealthy(
                Excerpt.List(wrong.Select(x => $"{x.Node.Name}: {x.Complaint}")),
                string.Join(' ', wrong.Select(x => PraefectAsk.Advice(x.Complaint!)).Distinct()));
    }

    private static string? Complaint(Node node, string[] lines)
    {
        var own = lines.Where(x => Address(x) is { } address && address.Means(node)).ToArray();
        if (own.Length == 0) return "praefect does not know it";
        if (own.FirstOrDefault(
            x => x.Contains("ERROR", StringComparison.Ordinal) || x.Contains("failed", StringComparison.Ordinal)) is { } error)
            return Excerpt.Of(error[(error.IndexOf("]: ", StringComparison.Ordinal) + 3)..]);
        return own.Any(x => x.Contains("node is healthy!", StringComparison.Ordinal)) ? null : Excerpt.Of(own[^1]);
    }

    // Lines are marked "[tcp://10.0.0.61:8075]: …", with tls:// where TLS is on.
    private static string? Address(string line)
    {
        var from = line.IndexOf("://", StringComparison.Ordinal);
        var to = line.IndexOf("]: ", StringComparison.Ordinal);
        return line.StartsWith('[') && from > 0 && to > from ? line[(from + 3)..to] : null;
    }
}
