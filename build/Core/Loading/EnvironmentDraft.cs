using System.Collections.Immutable;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Loading;

/// <summary>The values read so far, valid or not, with the places that cross-checks refer to.</summary>
internal sealed class EnvironmentDraft
{
    public required string Name { get; init; }

    public required ImmutableArray<RoleTraits> Roles { get; init; }

    public required string Directory { get; init; }

    /// <summary>environment.yml as shown in messages.</summary>
    public required string File { get; init; }

    /// <summary>The keys of environment.yml, or null when it could not be read.</summary>
    public YamlMap? Tree { get; set; }

    public GitLabEdition? Edition { get; set; }

    public GitLabVersion? Version { get; set; }

    public Uri? ExternalUrl { get; set; }

    public Provider? Provider { get; set; }

    public LabSettings? Lab { get; set; }

    public ConnectionSettings Connection { get; set; } = new();

    public string? NtpHost { get; set; }

    public TimeSpan ReconfigureTimeout { get; set; } = GitLabEnvironment.DefaultReconfigureTimeout;

    public ObjectStorageSettings? ObjectStorage { get; set; }

    public LoadBalancerSettings LoadBalancer { get; set; } = new();

    public DatabaseSettings Database { get; set; } = new();

    public Objectives Objectives { get; set; } = new();

    public SecretStoreSettings Secrets { get; set; } = new();

    public BackupSettings Backups { get; set; } = new();

    public RubyMap Settings { get; set; } = RubyMap.Empty;

    public List<GroupDraft> Groups { get; } = [];

    /// <summary>Whether nodes or roles are missing because a file could not be read: then counting them would mislead.</summary>
    public bool Incomplete { get; set; }

    public IEnumerable<NodeDraft> Nodes => Groups.SelectMany(x => x.Nodes);

    /// <summary>What is known of a role.</summary>
    public RoleTraits TraitsOf(string role) => Roles.First(x => x.Name == role);

    /// <summary>The place of a value in environment.yml, or the file when it is not there.</summary>
    public Place PlaceOf(params ReadOnlySpan<string> path) => Tree?.Find(path)?.Place ?? Place.Whole(File);

    /// <summary>The model; only for a draft without problems.</summary>
    public GitLabEnvironment Build() => new()
    {
        Name = Name,
        Directory = Directory,
        Edition = Edition!.Value,
        Version = Version!.Value,
        ExternalUrl = ExternalUrl!,
        Provider = Provider!.Value,
        Lab = Lab,
        Connection = Connection,
        ObjectStorage = ObjectStorage,
        LoadBalancer = LoadBalancer,
        Database = Database,
        Objectives = Objectives,
        Secrets = Secrets,
        Backups = Backups,
        NtpHost = NtpHost,
        ReconfigureTimeout = ReconfigureTimeout,
        Settings = Settings,
        SettingPlaces = SettingPlaces.Of(Tree?.Find("settings") as YamlMap),
        Roles = Roles,
        Groups = [.. Groups.Select(x => x.Build())],
    };
}
