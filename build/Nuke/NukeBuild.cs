using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace Nuke.Common;

/// <summary>The base of the build class, whose properties are the targets and parameters.</summary>
public abstract partial class NukeBuild : INukeBuild
{
    private static AbsolutePath? root;

    /// <summary>The folder that holds the .nuke folder.</summary>
    public static AbsolutePath RootDirectory
    {
        get => root ??= RootFinder.Find(AppContext.BaseDirectory, Directory.GetCurrentDirectory());
        internal set => root = value;
    }

    /// <summary>The folder for temporary files.</summary>
    public static AbsolutePath TemporaryDirectory => RootDirectory / ".nuke" / "temp";

    /// <summary>How much of the log reaches the console.</summary>
    public static Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>Where the build runs.</summary>
    public static Host Host { get; set; } = Host.Detect();

    /// <summary>Whether a person started the build.</summary>
    public static bool IsLocalBuild => Host is Terminal;

    /// <summary>Whether a build server started the build.</summary>
    public static bool IsServerBuild => !IsLocalBuild;

    AbsolutePath INukeBuild.RootDirectory => RootDirectory;

    AbsolutePath INukeBuild.TemporaryDirectory => TemporaryDirectory;

    Verbosity INukeBuild.Verbosity => Verbosity;

    Host INukeBuild.Host => Host;

    bool INukeBuild.IsLocalBuild => IsLocalBuild;

    bool INukeBuild.IsServerBuild => IsServerBuild;

    /// <summary>Runs the targets named on the command line, or else the default ones, and returns the exit code.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new()
    {
        var defaults = defaultTargetExpressions.Select(expression => ((MemberExpression)expression.Body).Member.Name);
        return new BuildManager(Invocation.OfThisProcess()).Run(() => new T(), [.. defaults]);
    }

    /// <summary>Called when the targets are known, before the command line is checked.</summary>
    protected internal virtual void OnBuildCreated()
    {
    }

    /// <summary>Called when parameters and plan are known, before anything runs.</summary>
    protected internal virtual void OnBuildInitialized()
    {
    }

    /// <summary>Called at the end of the run.</summary>
    protected internal virtual void OnBuildFinished()
    {
    }

    /// <summary>Called before a target runs.</summary>
    protected internal virtual void OnTargetRunning(string target)
    {
    }

    /// <summary>Called when a target is skipped.</summary>
    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    /// <summary>Called when a target has ended well.</summary>
    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    /// <summary>Called when a target has failed.</summary>
    protected internal virtual void OnTargetFailed(string target)
    {
    }
}
