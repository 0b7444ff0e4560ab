using System.Globalization;
using GitLabHa.Core.Commands;

namespace GitLabHa.Remote.Connections;

/// <summary>
/// The command line that a node's login shell gets for a command. Nothing of the login shell reaches the command: it runs in an
/// environment of its own, and its output comes between marks, because startup files may print, even in a shell without a terminal.
/// </summary>
internal sealed record RemoteLine
{
    // sudo and its messages are found whatever the startup files set.
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/gitlab/bin";
    private const string Locale = "LC_ALL=C.UTF-8";

    // apt and dnf may have their proxy from the login environment alone (/etc/environment).
    private const string WithProxy = """
        exec /usr/bin/env -i ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
          ${no_proxy:+"no_proxy=$no_proxy"} ${HTTP_PROXY:+"HTTP_PROXY=$HTTP_PROXY"} ${HTTPS_PROXY:+"HTTPS_PROXY=$HTTPS_PROXY"} \
          ${NO_PROXY:+"NO_PROXY=$NO_PROXY"} "$@"
        """;

    // What a login sets, and nothing that changes what programs do: no proxy between the nodes of a site, no BASH_ENV,
    // LD_PRELOAD, PG* or REDISCLI_AUTH. An empty PSQLRC keeps root's .psqlrc out.
    private static readonly string[] Variables = [Path, Locale, "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/sh",
        "PSQLRC=/dev/null"];

    private static readonly string[] AsRoot = ["/usr/bin/env", Path, Locale, "sudo", "-n", "--"];
    private static readonly string[] Clean = ["/usr/bin/env", "-i"];

    /// <summary>Stands in the argument list of the command's processes on the node, to find them again, and in the marks.</summary>
    public string Id { get; } = $"gitlab-ha-{Guid.NewGuid():N}";

    public required Command Command { get; init; }

    public bool Sudo { get; init; }

    /// <summary>Whether there is standard input; it must begin with <see cref="InputMark"/>.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether the end mark holds the SHA-256 of standard output.</summary>
    public bool Hashed { get; init; }

    /// <summary>
    /// The first line of the input: without it, startup files read from the input. A shell that a startup file starts takes
    /// the input for commands, and ends at this one.
    /// </summary>
    public string InputMark => $"exit 97 # {Id}\n";

    /// <summary>
    /// The node's own <c>timeout</c> ends the command: when the local client goes away, a command without a terminal would go on.
    /// </summary>
    public override string ToString() => ShellQuote.Line(
    [
        // In place of the login shell, whose traps would print and change the exit code; in quotes it is no alias.
        "exec",
        .. Sudo ? AsRoot : [],
        .. Command.ThroughProxy ? ["/bin/sh", "-c", WithProxy, Id] : Clean,
        .. Variables,
        "/bin/sh", "-c", EmbeddedScript.Of(typeof(RemoteLine), "frame.sh"), Id,
        Seconds(Command.Timeout), HasInput ? "input" : "", Hashed ? "hash" : "", Command.Script, .. Command.Arguments,
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
