namespace GitLabHa.Core.Model;

/// <summary>What carries commands and files to the nodes.</summary>
public enum ConnectionKind
{
    /// <summary>The OpenSSH client of this machine, with one shared connection per node.</summary>
    OpenSsh,

    /// <summary>SSH.NET, inside this process.</summary>
    SshNet,
}
