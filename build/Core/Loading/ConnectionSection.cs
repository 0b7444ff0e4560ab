using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>Reads the section <c>connection</c>.</summary>
internal static class ConnectionSection
{
    private static readonly Dictionary<string, ConnectionKind> Kinds = new()
    {
        ["openssh"] = ConnectionKind.OpenSsh,
        ["sshnet"] = ConnectionKind.SshNet,
    };

    public static ConnectionSettings Read(MapReader reader)
    {
        var defaults = new ConnectionSettings();
        var settings = new ConnectionSettings
        {
            Kind = reader.Choice("kind", Kinds),
            User = reader.Text("user", Rule.Argument),
            Port = reader.Integer("port", 1, 65535),
            IdentityFile = reader.Text("identity_file", Rule.Path),
            SshConfig = reader.Text("ssh_config", Rule.Path),
            ProxyJump = reader.Text("proxy_jump", Rule.Argument),
            KnownHosts = reader.Text("known_hosts", Rule.Path),
            Sudo = reader.Flag("sudo", defaults.Sudo),
            ConnectTimeoutSeconds = reader.Integer("connect_timeout_seconds", 1, 600) ?? defaults.ConnectTimeoutSeconds,
        };
        reader.End();
        if (settings.Kind != ConnectionKind.SshNet) return settings;
        foreach (var (key, reason) in SshNetLimits.Refused(settings))
            reader.Report(reader.Raw(key)!.Place, key, reason);
        return settings;
    }
}
