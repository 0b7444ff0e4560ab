namespace GitLabHa.Core.Model;

/// <summary>The private network of a lab.</summary>
public sealed record LabSettings
{
    /// <summary>IPv4 network in CIDR form that contains all node addresses, e.g. 172.30.0.0/24.</summary>
    public required string Subnet { get; init; }

    /// <summary>Memory limit of a node in MiB.</summary>
    public int MemoryMiB { get; init; } = 1024;
}
