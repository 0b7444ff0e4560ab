using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Upgrading;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Upgrading;

/// <summary>The sample's nodes in this version and that, and what an upgrade plans for them.</summary>
internal static class UpgradedSites
{
    internal const string Old = "18.2.8";
    internal const string New = "18.3.6";

    internal static ImmutableArray<DesiredNode> Desired(string version) =>
        [.. Sample.Topology(version).Nodes.Select(x => RoleCatalog.Known.Compose(Sample.Context(x.Name, version)))];

    /// <summary>A node as a complete run of that version leaves it.</summary>
    internal static NodeObservation Runs(string node, string version, bool migrated = true)
    {
        var desired = Desired(version).Single(x => x.Node.Name == node);
        return new NodeObservation
        {
            Node = desired.Node,
            Packages = new[] { ("haproxy", "2.6"), ("curl", "7.88"), ("gitlab-ee", version + "-ee.0") }.ToImmutableDictionary(
                x => x.Item1, x => x.Item2),
            Files = desired.Files
                .Select(x => (x.Path, State: (FileState)new FileState.Present(x.Content.Sha256, x.Owner, x.Mode, null)))
                .Concat(desired.SharedFiles.Select(x => (x.Path, State: (FileState)new FileState.Present("shared", x.Owner, x.Mode, null))))
                .ToImmutableDictionary(x => x.Path, x => x.State),
            Services = desired.Services.ToImmutableDictionary(x => x, _ => true),
            Ensured = desired.Ensures.ToImmutableDictionary(x => x.Title, x => migrated || !x.Migrates),
            Mark = new Mark(desired.Marker),
            FreeKiB = 100_000_000,
            FreeInodes = 1_000_000,
        };
    }

    /// <summary>All nodes in the old version, but for those named, which run the new one.</summary>
    internal static ImmutableDictionary<Node, NodeObservation> With(params string[] upgraded) =>
        Sample.Topology().Nodes.Select(x => Runs(x.Name, upgraded.Contains(x.Name) ? New : Old, migrated: false))
            .ToImmutableDictionary(x => x.Node);

    internal static Plan Plan(IEnumerable<NodeObservation> observed, UpgradeMode? mode = UpgradeMode.ZeroDowntime) =>
        new Planner(Desired(New), observed, x => x, mode).Plan(Sample.Environment(New));

    internal static ImmutableArray<Step> Turn(Plan plan, string node) =>
        plan.Nodes.First(x => x.Node.Name == node && x.Stage != Stage.Migrate).Steps;

    internal static string Words(Step step) => step switch
    {
        Step.WriteFile x => $"{x.Node}: write {x.File.Path} ({x.Reason})",
        Step.InstallPackage x => $"{x.Node}: install {x.Package} {x.Version}",
        Step.CopySharedFile x => $"{x.Node}: copy {x.File.Path} from {x.Source?.Name ?? "?"}",
        Step.RunCommand x => $"{x.Node}: run {x.Command.Display}",
        Step.Satisfy x => $"{x.Node}: ensure {x.Ensure.Title}",
        Step.Await x => $"{x.Node}: wait until {x.Check.Title}",
        Step.WriteMarker x => $"{x.Node}: {(x.IsFinal ? "done" : "begun")}",
        _ => step.ToString(),
    };
}
