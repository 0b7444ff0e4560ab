using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Linting;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Upgrading;

/// <summary>Paths as tests need them.</summary>
internal static class Paths
{
    internal static VersionTable Table => VersionTable.Known;

    internal static UpgradePath Of(string from, string to, bool zeroDowntime = false, Topology? topology = null) =>
        UpgradePath.Find(Table, topology ?? Sample.Topology(), Range(from, to), zeroDowntime);

    internal static UpgradeRange Range(string from, string to) => UpgradeRange.Of(Table, GitLabVersion.Parse("18.2.8"), from, to);

    /// <summary>A path of environments/prod, with other settings when given, every hop rendered and linted.</summary>
    internal static UpgradePath Prod(string? from, string to, bool zeroDowntime = false, RubyMap? settings = null)
    {
        var prod = EnvironmentLoader.Load(Repository.Environments, "prod", RoleCatalog.Known.Traits);
        var range = UpgradeRange.Of(Table, prod.Version, from, to);
        var topology = new Topology(prod with { Settings = settings ?? prod.Settings });
        return UpgradePath.Find(Table, topology, range, zeroDowntime).Linted(RoleCatalog.Known.Compose, new FixedSecrets());
    }

    /// <summary>The sample with a single web node.</summary>
    internal static Topology OneWebNode() => new(Sample.Environment() with
    {
        Groups = [.. Sample.Environment().Groups.Select(x => x.Name == "rails" ? x with { Nodes = [x.Nodes[0]] } : x)],
    });

    internal static string[] Versions(UpgradePath path) => [.. path.Hops.Select(x => x.To.ToString())];
}
