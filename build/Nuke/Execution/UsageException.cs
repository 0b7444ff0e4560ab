namespace Nuke.Common.Execution;

/// <summary>All that is wrong with a command line, said at once.</summary>
internal sealed class UsageException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
