using System.Collections.Immutable;

namespace GitLabHa.Core.Loading;

/// <summary>Everything that is wrong with an environment, at once; the message is the whole text for the operator.</summary>
public sealed class EnvironmentException : Exception
{
    /// <summary>Creates the failure from all problems found.</summary>
    public EnvironmentException(string environment, IEnumerable<Problem> problems)
        : this(environment, [.. problems])
    {
    }

    private EnvironmentException(string environment, ImmutableArray<Problem> problems)
        : base(Text(environment, problems))
    {
        Problems = problems;
        // The engine does not reference Core; this mark makes it print no stack trace.
        Data["operator"] = true;
    }

    /// <summary>The problems by file, line and column.</summary>
    public ImmutableArray<Problem> Problems { get; }

    private static string Text(string environment, ImmutableArray<Problem> problems)
    {
        var count = problems.Length == 1 ? "1 problem" : $"{problems.Length} problems";
        return $"The environment '{environment}' is not valid ({count}):\n" + string.Join('\n', problems.Select(x => $"  {x}"));
    }
}
