using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Connections.OpenSsh;

/// <summary>The arguments of the ssh client for one node.</summary>
/// <param name="target">The node and how it is reached.</param>
/// <param name="controlPath">The full path of the shared connection's socket.</param>
internal sealed class SshArguments(SshTarget target, string controlPath)
{
    // The default exchange of OpenSSH 9 (sntrup761) costs 0.15 s of CPU on each side: 4 s for 15 nodes on a small machine,
    // against 0.5 s with this one, which every sshd of the last ten years offers. The others stay allowed.
    private const string FastKeyExchange = "KexAlgorithms=^curve25519-sha256,curve25519-sha256@libssh.org";

    // How long an idle shared connection stays open for the next run.
    private const string Persist = "ControlPersist=600";

    private ConnectionSettings Settings => target.Settings;

    /// <summary>Opens the shared connection and leaves it in the background.</summary>
    public IEnumerable<string> Open() => [.. Options("INFO"), "-f", "-N", "--", target.Host];

    /// <summary>Runs a line through the shared connection.</summary>
    public IEnumerable<string> Run(string line) => [.. Options("ERROR"), "-T", "--", target.Host, line];

    /// <summary>A path as a value of an option: ssh expands % and splits at blanks.</summary>
    public static string FileOption(string path) => $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\"";

    private IEnumerable<string> Options(string logLevel)
    {
        if (Settings.SshConfig is { } config) yield return "-F" + config;
        foreach (var option in Fixed(logLevel).Concat(Chosen()))
            yield return "-o" + option;
        if (Settings.ProxyJump is { } jump) yield return "-J" + jump;
    }

    private IEnumerable<string> Fixed(string logLevel) =>
    [
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        $"UserKnownHostsFile={FileOption(target.KnownHosts)} {FileOption(target.SharedKnownHosts)}",
        "GlobalKnownHostsFile=/dev/null",
        "UpdateHostKeys=no",
        FastKeyExchange,
        "ControlMaster=auto",
        $"ControlPath={FileOption(controlPath)}",
        Persist,
        $"ConnectTimeout={Settings.ConnectTimeoutSeconds}",
        "ServerAliveInterval=5",
        "ServerAliveCountMax=3",
        $"LogLevel={logLevel}",
        // What a user's configuration may ask for in interactive sessions, and would break or leak into ours.
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
        "PermitLocalCommand=no",
        "RemoteCommand=none",
        "RequestTTY=no",
    ];

    private IEnumerable<string> Chosen()
    {
        if (Settings.User is { } user) yield return $"User={user}";
        if (Settings.Port is { } port) yield return $"Port={port}";
        if (Settings.IdentityFile is not { } identity) yield break;
        yield return $"IdentityFile={FileOption(identity)}";
        yield return "IdentitiesOnly=yes";
    }
}
