using System.Globalization;
using GitLabHa.Core.Commands;

namespace GitLabHa.Remote.Connections;

/// <summary>The command line that a node's login shell gets for a command.</summary>
internal sealed record RemoteLine
{
    // Seconds between the polite and the hard end of a command.
    private const string KillAfter = "5";

    /// <summary>Stands in the argument list of the command's processes on the node, to find them again.</summary>
    public string Id { get; } = $"gitlab-ha-{Guid.NewGuid():N}";

    public required Command Command { get; init; }

    public bool Sudo { get; init; }

    /// <summary>
    /// The node's own <c>timeout</c> ends the command: when the local client goes away, a command without a terminal would go on.
    /// </summary>
    public override string ToString() => ShellQuote.Line(
    [
        .. Sudo ? ["sudo", "-n", "--"] : Array.Empty<string>(),
        "timeout", "-k", KillAfter, Seconds(Command.Timeout),
        "sh", "-c", "export LC_ALL=C.UTF-8\n" + Command.Script, Id, .. Command.Arguments,
    ]);

    /// <summary>
    /// Ends the command's processes: <c>timeout</c> passes the signal to its whole group. The pattern does not match the
    /// argument lists of the processes that search for it.
    /// </summary>
    public Command Stop() => Command.Shell(
        $"end {Command.Display}",
        """
        for file in $(grep -l -e "$1" /proc/[0-9]*/cmdline 2>/dev/null); do
          pid=${file#/proc/}
          kill -TERM "${pid%/cmdline}" 2>/dev/null
        done
        exit 0
        """,
        $"[g]{Id[1..]}") with
    { Timeout = TimeSpan.FromSeconds(10) };

    private static string Seconds(TimeSpan time) =>
        Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
}
