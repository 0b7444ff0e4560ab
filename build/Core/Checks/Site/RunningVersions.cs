using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>What runs was started after the package was unpacked: else the node is upgraded on disk only.</summary>
/// <remarks>
/// The manifest's change time says when it was unpacked; its modification time is that of the package's build. Gitaly and
/// Praefect are left out: their supervised process stays when they take a new version.
/// </remarks>
public sealed partial record RunningVersions(ImmutableArray<Node> Nodes) : CrossCheck
{
    private static readonly string[] Watched = ["consul", "gitlab-workhorse", "patroni", "pgbouncer", "puma", "redis", "sentinel",
        "sidekiq"];

    /// <inheritdoc />
    public override string Id => "site.running-versions";

    /// <inheritdoc />
    public override string Component => Components.Site;

    /// <inheritdoc />
    public override string Title => "services were restarted since the package was installed";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Command))];

    // The clock is read after the status: on a busy node that takes seconds, by which a service would seem older than it is.
    private static Command Command => Ask.Of(
        "gitlab-ctl status, and stat /opt/gitlab/version-manifest.json",
        """
        status=$(gitlab-ctl status); code=$?
        stat -c 'installed %Z' /opt/gitlab/version-manifest.json
        date '+now %s'
        printf '%s\n' "$status"
        exit $code
        """);

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (x.Node, Times: Times().Match(x.Output), x.Output)).ToArray();
        if (said.FirstOrDefault(x => !x.Times.Success) is { Node: { } odd } strange)
            return Verdict.Unknown($"{odd.Name} says: {Excerpt.Of(strange.Output)}", "Look at /opt/gitlab/version-manifest.json there.");
        var stale = said.Select(x => (x.Node, Services: Stale(x.Times, x.Output))).Where(x => x.Services.Length > 0).ToArray();
        return stale.Length == 0
            ? Verdict.Healthy($"on {said.Length} nodes")
            : Verdict.Degraded(
                "older than the package: " + string.Join("; ", stale.Select(x => $"{x.Node.Name} {Excerpt.List(x.Services)}")),
                $"Restart them, one node at a time: gitlab-ctl restart {stale[0].Services[0]}");
    }

    private static string[] Stale(Match times, string output)
    {
        var age = Seconds(times.Groups[2]) - Seconds(times.Groups[1]);
        return [.. RunitStatus.Parse(output).Where(x => x.Runs && Watched.Contains(x.Name) && x.Uptime > age).Select(x => x.Name)];
    }

    private static long Seconds(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^installed (\d{1,12})\r?\nnow (\d{1,12})\r?$", RegexOptions.Multiline)]
    private static partial Regex Times();
}
