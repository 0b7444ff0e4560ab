namespace Nuke.Common.Execution;

/// <summary>A person's terminal, or anything that is not a build server.</summary>
public sealed class Terminal : Host
{
    /// <summary>Whether the build runs outside of a build server.</summary>
    public static bool IsRunningTerminal => !CI.GitLab.GitLab.IsRunningGitLab;
}
