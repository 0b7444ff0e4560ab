using System.Collections.Immutable;

namespace GitLabHa.Core.Checks;

/// <summary>A check that compares what several nodes say.</summary>
public abstract record CrossCheck : Check
{
    /// <inheritdoc />
    public sealed override Verdict Interpret(ImmutableArray<ProbeResult> results)
    {
        var (answers, silent) = Answer.ReadAll(Probes, results);
        var needed = silent.Where(x => !MayBeSilent(x.Index)).Select(x => x.Why).ToArray();
        if (answers.IsEmpty) return Verdict.Unknown(Excerpt.List(silent.Select(x => x.Why)), "Make the nodes answer first.");
        var verdict = Judge(answers);
        if (needed.Length == 0) return verdict;

        // What the others say may still be bad; it can no longer be good.
        var health = verdict.Health == Health.Unhealthy ? Health.Unhealthy : Health.Unknown;
        return new Verdict(health, $"{verdict.Evidence}; no answer from {Excerpt.List(needed)}", verdict.Advice
            ?? "Make the silent nodes answer first.");
    }

    /// <summary>Whether the others can say enough when this probe has no answer.</summary>
    protected virtual bool MayBeSilent(int probe) => false;

    /// <summary>Judges the answers there are; at least one.</summary>
    protected abstract Verdict Judge(ImmutableArray<Answer> answers);
}
