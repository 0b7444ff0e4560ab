using System.Collections.Immutable;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Model;

/// <summary>One validated folder under environments/: what is wanted, as data.</summary>
public sealed record GitLabEnvironment
{
    /// <summary>20 minutes: some times what a reconfigure takes that restarts PostgreSQL.</summary>
    public static readonly TimeSpan DefaultReconfigureTimeout = TimeSpan.FromMinutes(20);

    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder's full path.</summary>
    public required string Directory { get; init; }

    /// <summary>The package: <c>gitlab-ee</c> or <c>gitlab-ce</c> (Consul, Patroni, PgBouncer and Sentinel need ee).</summary>
    public required GitLabEdition Edition { get; init; }

    /// <summary>GitLab's package, e.g. gitlab-ee.</summary>
    public string PackageName => $"gitlab-{Edition.ToString().ToLowerInvariant()}";

    /// <summary>The GitLab version of every node.</summary>
    public required GitLabVersion Version { get; init; }

    /// <summary>The URL people open.</summary>
    public required Uri ExternalUrl { get; init; }

    /// <summary>Who makes the machines.</summary>
    public required Provider Provider { get; init; }

    /// <summary>The lab's network, when <see cref="Provider"/> is <see cref="Provider.Lab"/>.</summary>
    public LabSettings? Lab { get; init; }

    /// <summary>How nodes are reached.</summary>
    public ConnectionSettings Connection { get; init; } = new();

    /// <summary>Object storage, or null when blobs stay on the nodes.</summary>
    public ObjectStorageSettings? ObjectStorage { get; init; }

    /// <summary>What balances the load of Rails, PgBouncer and Praefect.</summary>
    public LoadBalancerSettings LoadBalancer { get; init; } = new();

    /// <summary>The main database.</summary>
    public DatabaseSettings Database { get; init; } = new();

    /// <summary>What it promises when something fails.</summary>
    public Objectives Objectives { get; init; } = new();

    /// <summary>The NTP server that Praefect compares clocks with, or null for its default, pool.ntp.org.</summary>
    public string? NtpHost { get; init; }

    /// <summary>How long a reconfigure may take before it is ended; one that migrates a large database takes hours.</summary>
    public TimeSpan ReconfigureTimeout { get; init; } = DefaultReconfigureTimeout;

    /// <summary>Where the environment's secrets are kept.</summary>
    public SecretStoreSettings Secrets { get; init; } = new();

    /// <summary>Where backups go.</summary>
    public BackupSettings Backups { get; init; } = new();

    /// <summary>Settings of gitlab.rb for all nodes; a group's settings win over these.</summary>
    public RubyMap Settings { get; init; } = RubyMap.Empty;

    /// <summary>Where these settings are written.</summary>
    public SettingPlaces SettingPlaces { get; init; } = SettingPlaces.None;

    /// <summary>All roles that its role definitions may name.</summary>
    public required ImmutableArray<RoleTraits> Roles { get; init; }

    /// <summary>The groups, in the order of their file names.</summary>
    public required ImmutableArray<NodeGroup> Groups { get; init; }
}
