namespace GitLabHa.Core.Model;

/// <summary>Who makes the machines of an environment.</summary>
public enum Provider
{
    /// <summary>Containers on this machine, made and removed by the tool.</summary>
    Lab,

    /// <summary>Machines that exist already; the tool makes and removes none.</summary>
    Hosts,
}
