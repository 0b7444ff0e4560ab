using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;

namespace GitLabHa.Remote.Connections.OpenSsh;

/// <summary>
/// An ssh configuration that holds for jump hosts what holds for the nodes: of its arguments, ssh passes only the name of its
/// configuration on to the ssh that it starts for a jump host.
/// </summary>
internal static class JumpConfig
{
    /// <summary>Writes it, and gives its path.</summary>
    public static string Write(string folder, string knownHosts, string sharedKnownHosts, ConnectionSettings settings)
    {
        var path = Path.Combine(PrivateFiles.Folder(folder), "jump_ssh_config");
        var text = string.Join('\n', Lines(knownHosts, sharedKnownHosts, settings)) + "\n";
        PrivateFiles.WriteAsync(path, text, isPrivate: true, CancellationToken.None).GetAwaiter().GetResult();
        return path;
    }

    private static IEnumerable<string> Lines(string knownHosts, string sharedKnownHosts, ConnectionSettings settings)
    {
        yield return "Host *";
        yield return "  BatchMode yes";
        yield return "  StrictHostKeyChecking yes";
        yield return $"  UserKnownHostsFile {SshArguments.FileOption(knownHosts)} {SshArguments.FileOption(sharedKnownHosts)}";
        yield return "  GlobalKnownHostsFile /dev/null";
        if (settings.User is { } user) yield return $"  User {user}";
        if (settings.IdentityFile is not { } identity) yield break;
        yield return $"  IdentityFile {SshArguments.FileOption(identity)}";
        yield return "  IdentitiesOnly yes";
    }
}
