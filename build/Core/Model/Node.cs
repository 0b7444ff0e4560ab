using System.Collections.Immutable;

namespace GitLabHa.Core.Model;

/// <summary>A machine of the environment.</summary>
public sealed record Node
{
    /// <summary>Its host name, unique in the environment.</summary>
    public required string Name { get; init; }

    /// <summary>The IPv4 address other nodes reach it by.</summary>
    public required string Address { get; init; }

    /// <summary>The name of its group.</summary>
    public required string Group { get; init; }

    /// <summary>All roles of its group.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Where SSH connects to, when not <see cref="Address"/>: a name from the ssh configuration, for example.</summary>
    public string? SshHost { get; init; }

    /// <summary>The Gitaly storage it serves, when it has that role.</summary>
    public string? Storage { get; init; }

    /// <summary>Whether it has the role.</summary>
    public bool Has(string role) => Roles.Contains(role);

    /// <inheritdoc />
    public bool Equals(Node? other) => other is not null && other.Name == Name;

    /// <inheritdoc />
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Name;
}
