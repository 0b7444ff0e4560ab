namespace GitLabHa.Core;

/// <summary>A failure that the operator can fix: what is wrong, where, and what to do. Printed as three lines, without a stack.</summary>
public sealed class OperatorException : Exception
{
    /// <summary>Creates the failure from its three lines.</summary>
    public OperatorException(string problem, string where, string fix)
        : base($"{problem}\n  where: {where}\n  fix:   {fix}")
    {
        Problem = problem;
        Where = where;
        Fix = fix;
        // The engine does not know this type; the mark makes it print no stack.
        Data["operator"] = true;
    }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>The file and line, node or command it concerns.</summary>
    public string Where { get; }

    /// <summary>What the operator can do about it.</summary>
    public string Fix { get; }
}
