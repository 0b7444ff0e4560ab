using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Services;

/// <summary>The services that the node's roles ask for are there, and everything that its gitlab.rb enables runs.</summary>
public sealed record ServicesRunning(Node Node, ImmutableArray<string> Expected) : NodeCheck(Node)
{
    /// <summary>What need not be there, and runs when it is.</summary>
    public ImmutableArray<string> Enabled { get; init; } = [];

    /// <inheritdoc />
    public override string Id => "services.running";

    /// <inheritdoc />
    public override string Component => Components.Services;

    /// <inheritdoc />
    public override string Title => "the services of its roles run";

    /// <inheritdoc />
    protected override Command Command => Ask.Of("gitlab-ctl status", "exec gitlab-ctl status");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var services = RunitStatus.Parse(answer.Output);
        if (services.IsEmpty) return NotUnderstood(answer);
        var missing = Expected.Except(services.Select(x => x.Name)).ToArray();
        var down = services.Where(x => !x.Runs && (Expected.Contains(x.Name) || Enabled.Contains(x.Name))).ToArray();
        if (down.Length + missing.Length > 0) return NotRunning(down, missing);
        return HalfUpgraded(services) ?? Verdict.Healthy($"{Expected.Length} of {Expected.Length} services run");
    }

    private static Verdict NotRunning(RunitService[] down, string[] missing)
    {
        var evidence = down.Select(x => $"{x.State}: {x.Name}: {x.Rest}").Concat(missing.Select(x => $"{x} is not there"));
        var advice = missing.Length > 0 && down.Length == 0
            ? "./build.sh Deploy --env NAME reconfigures the node: its last reconfigure does not match its roles."
            : $"Read its log: gitlab-ctl tail {down[0].Name}";
        return Verdict.Unhealthy(Excerpt.List(evidence), advice);
    }

    /// <summary>
    /// Under Patroni, PostgreSQL has no service of its own; when it has one, a pg-upgrade stopped half-way.
    /// Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover_troubleshooting/
    /// </summary>
    private Verdict? HalfUpgraded(ImmutableArray<RunitService> services)
    {
        var unexpected = Expected.Contains("patroni") && !Expected.Contains("postgresql") && services.Any(x => x.Name == "postgresql");
        return unexpected
            ? Verdict.Unhealthy(
                "postgresql is a service of its own beside patroni",
                "A PostgreSQL upgrade stopped half-way on this node; finish or revert it with gitlab-ctl pg-upgrade.")
            : null;
    }
}
