using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks;

/// <summary>A check that one node answers alone.</summary>
public abstract record NodeCheck(Node Node) : Check
{
    /// <inheritdoc />
    public sealed override ImmutableArray<Probe> Probes => [new(Node, Command)];

    /// <summary>What is asked.</summary>
    protected abstract Command Command { get; }

    /// <inheritdoc />
    public sealed override Verdict Interpret(ImmutableArray<ProbeResult> results)
    {
        var (answers, silent) = Answer.ReadAll(Probes, results);
        return answers.IsEmpty
            ? Verdict.Unknown(silent[0].Why, $"Ask by hand: {Command.Display}")
            : Judge(answers[0]);
    }

    /// <summary>Judges an answer that is not empty.</summary>
    protected abstract Verdict Judge(Answer answer);

    /// <summary>The verdict on an unforeseen answer.</summary>
    protected Verdict NotUnderstood(Answer answer) =>
        Verdict.Unknown($"not understood: {Excerpt.Of(answer.Output)}", $"Look at the whole answer of: {Command.Display}");
}
