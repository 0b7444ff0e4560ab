using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Desired;

/// <summary>The desired state of a node, composed from its roles.</summary>
public sealed record DesiredNode
{
    /// <summary>The path of gitlab.rb.</summary>
    public const string GitlabRbPath = "/etc/gitlab/gitlab.rb";

    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>The stage that configures it: the earliest of its roles.</summary>
    public required Stage Stage { get; init; }

    /// <summary>The settings, for the linter; null when the node does not run the gitlab package.</summary>
    public GitlabRb? GitlabRb { get; init; }

    /// <summary>The gitlab package and its version, or null.</summary>
    public (string Name, GitLabVersion Version)? GitLabPackage { get; init; }

    /// <summary>Other packages that must be installed, in any version.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>All managed files, gitlab.rb first.</summary>
    public required ImmutableArray<DesiredFile> Files { get; init; }

    /// <summary>Files that must be equal on several nodes.</summary>
    public ImmutableArray<SharedFile> SharedFiles { get; init; } = [];

    /// <summary>gitlab.rb for the moment of the schema migration, on the one node that migrates; else null.</summary>
    public DesiredFile? MigratingGitlabRb { get; init; }

    /// <summary>How gitlab.rb takes effect.</summary>
    public Command Reconfigure { get; init; } = Desired.Reconfigure.Within(GitLabEnvironment.DefaultReconfigureTimeout);

    /// <summary>The services that must run: those of its roles.</summary>
    public required ImmutableArray<string> Services { get; init; }

    /// <summary>All services that its gitlab.rb enables; what runit shows beside them is not started.</summary>
    public ImmutableArray<string> Enabled { get; init; } = [];

    /// <summary>The settings whose change needs no hand-over where this node is the primary of a service, as its roles say.</summary>
    public ImmutableHashSet<string> TakenInPlace { get; init; } = [];

    /// <summary>What must be so besides files.</summary>
    public required ImmutableArray<Ensure> Ensures { get; init; }

    /// <summary>What follows its first run on other nodes, when its group runs already.</summary>
    public ImmutableArray<Follow> Follows { get; init; } = [];

    /// <summary>The directories that hold its package, its data and its logs.</summary>
    public ImmutableArray<string> DataDirectories { get; init; } = [];

    /// <summary>What takes it out of service while its version changes.</summary>
    public ImmutableArray<Drain> Drains { get; init; } = [];

    /// <summary>The hash that a node keeps after all of this was applied; another one means that the last run did not finish.</summary>
    public string Marker { get; init; } = "";

    /// <summary>
    /// The hash of gitlab.rb and the mark of this node under other live masters: a failover alone is no reason to change it.
    /// </summary>
    public ImmutableArray<(string GitlabRbSha256, string Marker)> Equivalents { get; init; } = [];

    /// <summary>Composes the node from the base that every node takes and the roles of its group.</summary>
    public static DesiredNode Compose(IReadOnlyCollection<Role> roles, RoleContext context)
    {
        var node = context.Node;
        var runsPackage = context.Topology.RunsPackage(node);
        var gitlabRb = runsPackage ? Settings(roles, context) : null;
        var files = roles.SelectMany(x => x.Files(context));
        var desired = new DesiredNode
        {
            Node = node,
            Stage = roles.Where(x => node.Has(x.Name)).Min(x => x.Stage),
            GitlabRb = gitlabRb,
            GitLabPackage = runsPackage ? (context.Environment.PackageName, context.Version) : null,
            Packages = [.. roles.SelectMany(x => x.Packages(context)).Distinct()],
            Files = [.. gitlabRb is null ? files : files.Prepend(GitlabRbFile(gitlabRb))],
            SharedFiles = [.. roles.SelectMany(x => x.SharedFiles(context)).DistinctBy(x => x.Path)],
            MigratingGitlabRb = roles.Any(x => x.Migrates(context))
                ? GitlabRbFile(Settings(roles, context with { Migrating = true }))
                : null,
            Reconfigure = Desired.Reconfigure.Within(context.Environment.ReconfigureTimeout),
            Services = [.. roles.SelectMany(x => x.Services(context)).Distinct().Order(StringComparer.Ordinal)],
            Enabled = gitlabRb is null ? [] : [.. EnabledServices.In(gitlabRb)],
            TakenInPlace = gitlabRb is null ? [] : TakenBy([.. roles.Where(x => x.Rollout(context).HandOver is not null)], gitlabRb),
            Ensures =
            [
                .. roles.SelectMany(x => x.Ensures(context).Concat(gitlabRb is null ? [] : x.EnsuresOf(gitlabRb)))
                    .DistinctBy(x => x.Title),
            ],
            Follows = [.. roles.SelectMany(x => x.Follows(context))],
            DataDirectories =
            [
                .. roles.SelectMany(x => x.DataDirectories(context)).Concat(gitlabRb is null ? [] : NamedDirectories.In(gitlabRb))
                    .Distinct().Order(StringComparer.Ordinal),
            ],
            Drains = [.. roles.SelectMany(x => x.Drains(context))],
        };
        return desired with { Marker = MarkerOf(desired) };
    }

    private static GitlabRb Settings(IReadOnlyCollection<Role> roles, RoleContext context)
    {
        var gitlabRb = new GitlabRb();
        foreach (var role in roles) role.Configure(gitlabRb.From(role.Name), context);
        EnabledServices.Set(gitlabRb.From("services"), [.. roles.SelectMany(x => x.Enables(context)).Distinct()]);
        return gitlabRb
            .Override(OperatorSecret.Resolve(context.Environment.Settings, context.Secrets))
            .Override(OperatorSecret.Resolve(context.Topology.GroupOf(context.Node).Settings, context.Secrets));
    }

    private static ImmutableHashSet<string> TakenBy(IReadOnlyCollection<Role> roles, GitlabRb gitlabRb) =>
        [.. gitlabRb.Names.Where(setting => roles.All(x => x.TakesInPlace(setting)))];

    private static DesiredFile GitlabRbFile(GitlabRb gitlabRb) =>
        new() { Path = GitlabRbPath, Content = gitlabRb.Render(), Effect = FileEffect.Reconfigure };

    private static string MarkerOf(DesiredNode desired)
    {
        var parts = desired.Files.Select(x => $"{x.Path} {x.Content.Sha256}");
        var text = string.Join('\n', parts.Prepend(desired.GitLabPackage?.Version.ToString() ?? ""));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
