using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Checks;

/// <summary>Builds the read-only commands of checks.</summary>
public static class Ask
{
    /// <summary>Where Omnibus keeps the programs it brings along.</summary>
    public const string Embedded = "/opt/gitlab/embedded/bin";

    /// <summary>How long a quick question may take.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromSeconds(20);

    /// <summary>How long a question may take that loads the whole of Rails.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromMinutes(4);

    /// <summary>A script whose errors are part of the answer: half of these programs say what is wrong on standard error.</summary>
    public static Command Of(string display, string script, params ReadOnlySpan<string> arguments) =>
        Command.Shell(display, "exec 2>&1\n" + script, arguments) with { Timeout = Quick };

    /// <summary>The same question with more time for it.</summary>
    public static Command Within(this Command command, TimeSpan timeout) => command with { Timeout = timeout };

    /// <summary>A program that has to run as the user git; runuser is on every distribution, sudo is not.</summary>
    public static Command AsGit(string display, string script, params ReadOnlySpan<string> arguments) =>
        Of(display, "cd /\nexec runuser -u git -- " + script, arguments);
}
