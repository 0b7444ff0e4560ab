using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Desired;

/// <summary>All that a role may look at.</summary>
public sealed record RoleContext
{
    /// <summary>The node that is described.</summary>
    public required Node Node { get; init; }

    /// <summary>Everybody else.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The environment's secrets.</summary>
    public required ISecretSource Secrets { get; init; }

    /// <summary>What the running cluster says of itself.</summary>
    public LiveState Live { get; init; } = LiveState.Fresh;

    /// <summary>The nodes that run and give roles up: none of them may become a primary.</summary>
    public ImmutableArray<Node> Departing { get; init; } = [];

    /// <summary>Whether the settings are for the moment of the schema migration, which goes straight to the PostgreSQL leader.</summary>
    public bool Migrating { get; init; }

    /// <summary>What a server demands: the value in use or, while it is replaced, from its turn on the next one.</summary>
    public Secret Demanded(string name) => Secrets.Get(Secrets.Rotation.IsDemanded(name) ? Rotation.NextOf(name) : name);

    /// <summary>What a client sends, which its server accepts.</summary>
    public Secret Sent(string name) => Secrets.Get(Secrets.Rotation.IsSent(name) ? Rotation.NextOf(name) : name);

    /// <summary>Whether a server must also take a value of this secret that it does not demand.</summary>
    public bool IsLenient(string name) => Secrets.Rotation.IsLenient(name);

    /// <summary>The environment.</summary>
    public GitLabEnvironment Environment => Topology.Environment;

    /// <summary>The GitLab version to render for.</summary>
    public GitLabVersion Version => Environment.Version;
}
