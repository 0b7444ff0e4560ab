using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>The steps that bring one node from what was found to its desired state.</summary>
internal sealed class NodeSteps(
    DesiredNode desired,
    NodeObservation observed,
    ImmutableDictionary<Node, NodeObservation> all,
    Func<string, string> mask,
    bool upgrading)
{
    private Node Node => desired.Node;

    // Neither a record nor anything in service: whatever is there after this run has begun is its own.
    private bool IsNew => observed is { Runs: false, Mark: null };

    internal IReadOnlyList<Step> Prepare()
    {
        var files = Writes(WritePhase.BeforePackage, strict: true);
        Step[] packages = [.. MissingPackages()];
        Step[] steps = [.. files, .. packages, .. packages.Any(PackageRoom.IsGitLab) ? [] : Unsatisfied(x => x.ComesWithPackage)];
        return IsNew && steps.Length > 0 ? [Marks.FirstRun(desired), .. steps] : steps;
    }

    /// <summary>
    /// A failover alone is no change: what names another live master than now is left as it is. But when the node is
    /// reconfigured for any reason, its settings must name the master of this moment, or the reconfigure demotes it.
    /// </summary>
    internal IReadOnlyList<Step> Configure()
    {
        var steps = Configure(strict: false).ToArray();
        if (steps.Any(x => x is Step.RunCommand run && run.Command == desired.Reconfigure)) steps = [.. Configure(strict: true)];
        return Recorded(steps, isOpen: IsNew && Prepare().Count > 0);
    }

    /// <summary>
    /// Whether the steps interrupt the service of a primary. A reconfigure does not when it only brings settings that are taken in place.
    /// </summary>
    internal bool Interrupts(IReadOnlyCollection<Step> steps) =>
        Prepare().Count > 0
        || steps.OfType<Step.CopySharedFile>().Any(x => x.File.Effect == FileEffect.Reconfigure)
        || (steps.Any(x => x is Step.RunCommand run && run.Command == desired.Reconfigure) && !OnlyTakenInPlace(steps));

    private bool OnlyTakenInPlace(IReadOnlyCollection<Step> steps) =>
        observed.Mark?.Applied is not null
        && steps.OfType<Step.WriteFile>().Where(x => x.File.Effect == FileEffect.Reconfigure).ToArray() is [{ BeforeSha256: not null } only]
        && only.File.Path == DesiredNode.GitlabRbPath
        && desired.Services.All(observed.Services.ContainsKey)
        && (only.BeforeMasked is null
            || ChangedSettings.Between(Found(only), only.File.Content)?.All(desired.TakenInPlace.Contains) == true);

    private string? Found(Step.WriteFile file) => (observed.Files[file.File.Path] as FileState.Present)?.Content;

    private IEnumerable<Step> Configure(bool strict)
    {
        var copies = new SharedFileSteps(desired, all, upgrading).Copies().ToArray();
        var before = Writes(WritePhase.BeforeReconfigure, strict).ToArray();
        var after = Writes(WritePhase.AfterReconfigure, strict).ToArray();
        var finished = strict ? observed.Mark?.Applied == desired.Marker : Marks.IsApplied(observed.Mark, desired);
        var reconfigure = ReconfigureReason(copies, before, finished);
        foreach (var step in copies) yield return step;
        foreach (var step in before) yield return step;
        if (reconfigure is not null)
            yield return new Step.RunCommand { Node = Node, Command = desired.Reconfigure, Reason = reconfigure, Risk = Risk.Disruptive };
        else
            foreach (var step in DownServices()) yield return step;
        foreach (var step in after) yield return step;
        foreach (var step in Activations(copies, [.. before, .. after], finished)) yield return step;
        foreach (var step in Unsatisfied(x => !x.ComesWithPackage, reconfigure is not null)) yield return step;
        foreach (var step in Follows()) yield return step;
        if (!finished || observed.Mark?.IsFinal != true) yield return Marks.Applied(desired, observed);
    }

    private IEnumerable<Step> Follows() => !observed.Runs && all.Values.Any(x => x.Node.Group == Node.Group && x.Runs)
        ? desired.Follows.Select(x => new Step.RunCommand { Node = x.On, Command = x.Command, Reason = x.Reason })
        : [];

    internal IReadOnlyList<Step> Migrate() => Recorded([.. Migration(), .. AfterMigration()], isOpen: IsNew);

    private IReadOnlyList<Step> Recorded(IReadOnlyCollection<Step> steps, bool isOpen)
    {
        var recorded = Marks.Around(steps, desired, observed);
        return isOpen ? [.. recorded.Where(x => x is not Step.WriteMarker { IsFinal: false })] : recorded;
    }

    private IEnumerable<Step> Migration()
    {
        var ensure = desired.Ensures.FirstOrDefault(x => x.Migrates && !observed.Ensured.GetValueOrDefault(x.Title));
        if (ensure is null || desired.MigratingGitlabRb is not { } migrating) yield break;
        var own = desired.Files.First(x => x.Path == DesiredNode.GitlabRbPath);
        const string Direct = "migrations go straight to the PostgreSQL leader";
        yield return Write(migrating, own.Content.Sha256, own.Content.Masked, Direct) with { DecidedAtApply = true };
        yield return new Step.RunCommand
        {
            Node = Node,
            Command = desired.Reconfigure,
            Reason = "migrate the schema",
            Risk = Risk.Irreversible
        };
        yield return Write(own, migrating.Content.Sha256, migrating.Content.Masked, "back to PgBouncer") with { DecidedAtApply = true };
        yield return new Step.RunCommand
        {
            Node = Node,
            Command = desired.Reconfigure,
            Reason = "back to PgBouncer",
            Risk = Risk.Disruptive
        };
        yield return new Step.Satisfy { Node = Node, Ensure = ensure, Reason = ensure.Title };
    }

    private IEnumerable<Step> AfterMigration() => desired.Ensures
        .Where(x => x.NeedsSchema && !observed.Ensured.GetValueOrDefault(x.Title))
        .Select(x => new Step.Satisfy { Node = Node, Ensure = x, Reason = x.Title });

    private IEnumerable<Step> MissingPackages()
    {
        if (desired.GitLabPackage is var (name, version) && InstalledVersion(name) != version.ToString())
        {
            if (!upgrading && InstalledVersion(name) is { } other && observed.Runs) throw OtherVersion(name, other, version);
            yield return Install(name, version.ToString());
        }

        foreach (var package in desired.Packages.Where(x => !observed.Packages.ContainsKey(x))) yield return Install(package, null);
    }

    /// <summary>All nodes at once would take the site down, and a package that is too old destroys data.</summary>
    private OperatorException OtherVersion(string package, string installed, GitLabVersion wanted) => new(
        $"{Node} runs {package} {installed}, and the environment names {wanted}: changing the version of a running site is no "
            + "configuration change.",
        $"{desired.Node.Group}, gitlab.version in environment.yml",
        $"Set gitlab.version to {installed}, then: ./build.sh Upgrade --to {wanted}. It rolls a version node by node, along the required "
            + "stops."
            + (observed.Mark is null ? $" If {Node} is a new machine whose image brings {package}, purge the package there instead." : ""));

    private Step.InstallPackage Install(string package, string? version) => new()
    {
        Node = Node,
        Package = package,
        Version = version,
        Before = InstalledVersion(package),
        Reason = observed.Packages.ContainsKey(package) ? "another version is installed" : "not installed",
        Risk = observed.Packages.ContainsKey(package) ? Risk.Disruptive : Risk.Safe,
    };

    // Packages carry a suffix, as in 18.2.8-ee.0 or 18.2.8-ee.0.el8.
    private string? InstalledVersion(string package) => observed.Packages.GetValueOrDefault(package)?.Split('-')[0];

    private IEnumerable<Step> Writes(WritePhase phase, bool strict) =>
        desired.Files.Where(x => x.Phase == phase).SelectMany(x => Difference(x, strict));

    private IEnumerable<Step> Difference(DesiredFile file, bool strict)
    {
        switch (observed.Files.GetValueOrDefault(file.Path))
        {
            case null or FileState.Absent:
                yield return Write(file, null, null, "absent");
                break;
            case FileState.Present found when !strict && file.Path == DesiredNode.GitlabRbPath
                && desired.Equivalents.Any(x => x.GitlabRbSha256 == found.Sha256):
                break;
            case FileState.Present found when found.Sha256 != file.Content.Sha256:
                yield return Write(file, found.Sha256, found.Content, "content differs");
                break;
            case FileState.Present found when found.Owner != file.Owner || found.Mode != file.Mode:
                yield return Write(file, found.Sha256, null, $"is {found.Owner} {found.Mode}, should be {file.Owner} {file.Mode}");
                break;
            case FileState.Unknown unknown:
                throw new OperatorException(
                    $"{file.Path} could not be read: {unknown.Why}", Node.Name,
                    "See that the connection's user may read it, with sudo if needed.");
        }
    }

    internal Step.WriteFile Write(DesiredFile file, string? beforeSha256, string? beforeMasked, string reason) =>
        new()
        {
            Node = Node,
            // What somebody else wrote on a node that is taken over is kept.
            File = file with { KeepsReplaced = beforeSha256 is not null && observed.Mark is null },
            BeforeSha256 = beforeSha256,
            BeforeMasked = beforeMasked is null ? null : mask(beforeMasked),
            AfterMasked = mask(file.Content.Masked),
            Reason = reason,
        };

    private string? ReconfigureReason(IEnumerable<Step.CopySharedFile> copies, IEnumerable<Step> writes, bool finished)
    {
        if (desired.GitLabPackage is null) return null;
        if (!observed.Runs && !finished) return "never ran with success";
        if (desired.GitLabPackage is var (name, version) && InstalledVersion(name) is { } before && before != version.ToString())
            return $"{before} becomes {version}";
        var changed = writes.OfType<Step.WriteFile>().Where(x => x.File.Effect == FileEffect.Reconfigure).Select(x => x.File.Path)
            .Concat(copies.Where(x => x.File.Effect == FileEffect.Reconfigure).Select(x => x.File.Path)).ToArray();
        if (changed.Length > 0) return $"{string.Join(", ", changed.Select(Path.GetFileName))} changed";
        if (!finished) return observed.Mark is null ? "no finished run is recorded on the node" : "the last run did not finish";
        var missing = desired.Services.Where(x => !observed.Services.ContainsKey(x)).ToArray();
        return missing.Length > 0 ? $"{string.Join(", ", missing)} not set up" : null;
    }

    private IEnumerable<Step> DownServices() => desired.Enabled.Where(x => observed.Services.TryGetValue(x, out var runs) && !runs)
        .Order(StringComparer.Ordinal)
        .Select(service => new Step.RunCommand
        {
            Node = Node,
            Command = Command.Of("gitlab-ctl", "start", service) with { Timeout = TimeSpan.FromMinutes(2) },
            Reason = $"{service} is down",
        });

    private IEnumerable<Step> Activations(IEnumerable<Step.CopySharedFile> copies, IEnumerable<Step> writes, bool finished)
    {
        var changed = writes.OfType<Step.WriteFile>().Select(x => x.File.Effect).Concat(copies.Select(x => x.File.Effect));
        // A run that was cut short may have left a file written but not taken up.
        var effects = finished ? changed : changed.Concat(desired.Files.Select(x => x.Effect));
        return effects.Select(x => x.Activate).OfType<Command>().DistinctBy(x => x.Display)
            .Select(command => new Step.RunCommand { Node = Node, Command = command, Reason = "its configuration changed" });
    }

    private IEnumerable<Step> Unsatisfied(Func<Ensure, bool> chosen, bool afterReconfigure = false) => desired.Ensures
        .Where(chosen)
        .Where(x => !x.Migrates && !x.NeedsSchema && !(x.NotOnFirstRun && !observed.Runs)
            && ((afterReconfigure && !x.OutlastsReconfigure) || !observed.Ensured.GetValueOrDefault(x.Title)))
        .Select(x => new Step.Satisfy { Node = Node, Ensure = x, Reason = x.Title, Risk = x.Risk, DecidedAtApply = afterReconfigure });
}
