using GitLabHa.Core;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>Refuses settings that SSH.NET cannot honour, before the first connection.</summary>
internal static class SshNetRefusal
{
    /// <param name="environment">The environment as it was loaded.</param>
    /// <param name="identityFile">The full path of the private key, if one is set.</param>
    public static void Refuse(GitLabEnvironment environment, string? identityFile)
    {
        var refused = SshNetLimits.Refused(environment.Connection).Select(x => $"connection.{x.Key}: {x.Reason}").ToList();
        var type = identityFile is not null && KeyFile.PublicKey(identityFile) is { } key ? KeyFile.TypeOf(key) : "";
        if (KeyFile.IsSecurityKey(type))
            refused.Add($"connection.identity_file: kind: sshnet cannot use a security key, and {identityFile} is one ({type})");
        if (refused.Count == 0) return;
        throw new OperatorException(
            string.Join("; ", refused),
            $"environments/{environment.Name}/environment.yml",
            environment.Connection.Kind is null
                ? "Install the OpenSSH client: kind: sshnet is chosen because this machine has no ssh program that shares connections."
                : "Change these keys, or set connection.kind to openssh.");
    }
}
