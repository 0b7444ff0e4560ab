using System.Collections.Immutable;

namespace GitLabHa.Core.Checks;

/// <summary>A read-only question with evidence: precondition, gate between nodes, and line of Verify in one.</summary>
public abstract record Check
{
    /// <summary>The kind of check, e.g. <c>patroni.members</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The component it belongs to in reports, e.g. PostgreSQL.</summary>
    public abstract string Component { get; }

    /// <summary>What it asks, as a phrase an operator reads: "one leader, replicas streaming".</summary>
    public abstract string Title { get; }

    /// <summary>What is asked, and where: one probe, or one per node when nodes are compared.</summary>
    public abstract ImmutableArray<Probe> Probes { get; }

    /// <summary>Whether it judges by the moment of each answer, so that each is asked alone.</summary>
    public virtual bool IsTimed => false;

    /// <summary>Judges the answers, one per probe in the same order. Pure; text is parsed where exit codes are wrong.</summary>
    public abstract Verdict Interpret(ImmutableArray<ProbeResult> results);
}
