using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Rails, Praefect's tracking database and the disks of Gitaly know the same repositories. With a new tracking database every
/// other check passes while no project is found; and Praefect notices an empty disk of a replaced Gitaly node only when it
/// verifies its replicas, by default every seven days. Sources: https://docs.gitlab.com/administration/gitaly/praefect/recovery/
/// and https://docs.gitlab.com/administration/gitaly/praefect/configure/#repository-verification
/// </summary>
/// <param name="Rails">A PostgreSQL node of the main database.</param>
/// <param name="Tracking">The node of the tracking database.</param>
/// <param name="Gitalys">The Gitaly nodes with the names of their storages.</param>
public sealed record PraefectRepositories(Node Rails, Node Tracking, ImmutableArray<(Node Node, string Storage)> Gitalys) : CrossCheck
{
    // Both sides give the repositories with the lowest hashes, so that the same ones are compared, however many there are.
    private static string RailsScript => EmbeddedScript.Of(typeof(PraefectRepositories), "rails-repositories.sh");

    private static string TrackingScript => EmbeddedScript.Of(typeof(PraefectRepositories), "tracked-repositories.sh");

    private const string DiskScript = $$"""
        {{BackupCommands.StoragePaths}} | while read -r storage; do
          for folder in "$storage/@cluster/repositories" "$storage/@cluster/pools"; do
            [ ! -d "$folder" ] || find "$folder" -mindepth 3 -maxdepth 3 -type d
          done
        done | wc -l | sed 's/^ */disk /'
        """;

    /// <inheritdoc />
    public override string Id => "praefect.repositories";

    /// <inheritdoc />
    public override string Component => Components.Praefect;

    /// <inheritdoc />
    public override string Title => "Rails, Praefect and the disks know the same repositories";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes =>
    [
        new Probe(Rails, Long("gitlab-psql: repositories that Rails knows", RailsScript)),
        new Probe(
            Tracking,
            Long("gitlab-psql: repositories that Praefect tracks", TrackingScript, string.Join(',', Gitalys.Select(x => x.Storage)))),
        .. Gitalys.Select(x => new Probe(x.Node, Long("count the repositories on the disk", DiskScript))),
    ];

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        string[] Lines(int index) =>
            answers.FirstOrDefault(x => x.Index == index)?.Output.Split(
                '\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (rails, tracking) = (RepositoryList.Read(Lines(0), "rails", "sample"), RepositoryList.Read(Lines(1), "tracked", "known"));
        if (answers.FirstOrDefault(x => x.Index == 1)?.Output.Contains("does not exist", StringComparison.Ordinal) == true)
            return Verdict.Unhealthy(
                "the tracking database has no tables",
                "./build.sh Deploy --env NAME migrates it; then its repositories have to be tracked again.");
        if (answers.FirstOrDefault(
            x => x.Index switch { 0 => rails is null, 1 => tracking is null, _ => OnDisk(Lines(x.Index)) is null }) is { } odd)
            return Verdict.Unknown(
                $"{odd.Node.Name} says: {Excerpt.Of(odd.Output)}", $"Ask by hand on that node: {Probes[odd.Index].Command.Display}");
        if (rails is null || tracking is null) return Verdict.Unknown("one of the databases was not asked", "Make its node answer first.");

        var missing = tracking.Lacks(rails);
        if (missing.Length > 0 || rails.Count > tracking.Count) return NotTracked(rails, tracking, missing);
        var behind = Gitalys.Select((x, index) => Behind(x.Node, x.Storage, Lines(1), Lines(index + 2))).OfType<string>().ToArray();
        return behind.Length == 0
            ? Verdict.Healthy($"{rails.Count} projects, {tracking.Count} repositories on {Gitalys.Length} Gitaly nodes")
            : Verdict.Degraded(Excerpt.List(behind), Refill);
    }

    private const string Refill =
        "Praefect copies what is missing from the other nodes; ask again. Where a disk was replaced and nothing is copied, on a Praefect "
            + "node: "
        + "sudo -u git -- /opt/gitlab/embedded/bin/praefect -config /var/opt/gitlab/praefect/config.toml verify -virtual-storage default "
            + "-storage NAME";

    private static Verdict NotTracked(RepositoryList rails, RepositoryList tracking, ImmutableArray<string> missing) => Verdict.Unhealthy(
        $"Rails knows {rails.Count} repositories of projects, Praefect tracks {tracking.Count} in all"
            + (missing.Length == 0
                ? "" : $"; not tracked, of {rails.Sample.Count} compared: {missing.Length}, e.g. {Excerpt.List(missing.Take(3))}"),
        "Change nothing in these projects. On a Praefect node: gitlab-ctl praefect list-untracked-repositories shows what the disks "
            + "hold, and "
            + "gitlab-ctl praefect track-repositories tracks it again; or restore a backup: ./build.sh Restore --env NAME.");

    private static string? Behind(Node node, string storage, string[] tracking, string[] disk)
    {
        var row = tracking.Select(x => x.Split(' ')).FirstOrDefault(x => x is ["storage", var name, _, _, _] && name == storage);
        // No row: nothing is tracked at all.
        if (row is null) return null;
        var (all, current, recorded) = (Number(row[2]), Number(row[3]), Number(row[4]));
        var lost = OnDisk(disk) is { } found && found < recorded ? recorded - found : 0;
        var good = Math.Max(0, current - lost);
        return good >= all ? null : $"{good} of {all} repositories are on {node.Name}";
    }

    private static long? OnDisk(string[] lines) =>
        lines.Select(x => x.Split(' ')).Where(x => x is ["disk", var number] && long.TryParse(number, out _))
            .Select(x => (long?)Number(x[1])).FirstOrDefault();

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Command Long(string display, string script, params ReadOnlySpan<string> arguments) =>
        Ask.Of(display, script, arguments).Within(TimeSpan.FromMinutes(2));
}
