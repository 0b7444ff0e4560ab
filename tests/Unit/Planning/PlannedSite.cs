using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>The nodes of the sample environment as they are wanted and as they were found, and what is planned for them.</summary>
internal static class PlannedSite
{
    internal static readonly ImmutableArray<DesiredNode> Desired =
        [.. Sample.Topology().Nodes.Select(x => RoleCatalog.Known.Compose(Sample.Context(x.Name)))];

    internal static Plan PlanOf(IEnumerable<DesiredNode> desired, IEnumerable<NodeObservation> observed) =>
        new Planner(desired, observed, x => x).Plan(Sample.Environment());

    internal static Plan PlanOf(IEnumerable<NodeObservation> observed) =>
        new Planner(Desired, observed, x => x.Replace("SECRET", "***", StringComparison.Ordinal)).Plan(Sample.Environment());

    internal static NodeObservation Converged(DesiredNode desired) => new()
    {
        Node = desired.Node,
        Packages = new[] { ("haproxy", "2.6"), ("curl", "7.88"), ("gitlab-ee", "18.2.8-ee.0") }.ToImmutableDictionary(
            x => x.Item1, x => x.Item2),
        Files = desired.Files
            .Select(x => (x.Path, State: (FileState)new FileState.Present(x.Content.Sha256, x.Owner, x.Mode, null)))
            .Concat(desired.SharedFiles.Select(x => (x.Path, State: (FileState)new FileState.Present("shared", x.Owner, x.Mode, null))))
            .ToImmutableDictionary(x => x.Path, x => x.State),
        Services = desired.Services.ToImmutableDictionary(x => x, _ => true),
        Ensured = desired.Ensures.ToImmutableDictionary(x => x.Title, _ => true),
        Mark = new Mark(desired.Marker),
    };

    internal static NodeObservation With(NodeObservation observation, string path, string content) =>
        observation with { Files = observation.Files.SetItem(path, new FileState.Present("old", "root:root", "0600", content)) };

    internal static string Words(Step step) => step switch
    {
        Step.WriteFile x => $"write {x.File.Path}",
        Step.InstallPackage x => $"install {x.Package} {x.Version}".TrimEnd(),
        Step.CopySharedFile x => $"copy {x.File.Path} from {x.Source?.Name ?? "?"}",
        Step.RunCommand x => $"run {x.Command.Display}",
        Step.Satisfy x => $"satisfy {x.Ensure.Title}",
        Step.WriteMarker x => $"mark {(x.IsFinal ? "final" : x.Mark.IsWaiting ? "waiting" : x.Mark)}",
        _ => step.ToString(),
    };
}
