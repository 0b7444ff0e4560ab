using System.Collections.Immutable;

namespace GitLabHa.Operations;

/// <summary>Something that an operator does with a site, as a list of phases that reads like a table of contents.</summary>
public interface IOperation
{
    /// <summary>The name of its target.</summary>
    string Name { get; }

    /// <summary>Its phases, in order; the same list before and while it runs.</summary>
    ImmutableArray<Phase> Phases { get; }
}
