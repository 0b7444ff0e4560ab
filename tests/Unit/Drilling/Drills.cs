using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Drilling;

/// <summary>Drills on the sample site, as tests need them.</summary>
internal static class Drills
{
    internal static DateTimeOffset Fault { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    internal static LiveState Live { get; } = new() { RedisMaster = "10.0.0.12", PostgresLeader = "10.0.0.21" };

    internal static Scenario Scenario(string name) => RoleCatalog.Known.Drills.Single(x => x.Name == name);

    internal static DrillTargets Targets(string name) => DrillTargets.Of(Scenario(name), Sample.Topology(), Live, LeaderOf(Scenario(name)));

    /// <summary>The leader that the nodes of a scenario's role name before the fault.</summary>
    internal static string? LeaderOf(Scenario scenario) => scenario.Role switch
    {
        RoleNames.Redis => Live.RedisMaster,
        RoleNames.Postgres => Live.PostgresLeader,
        RoleNames.Consul => "10.0.0.13",
        _ => null,
    };

    internal static Core.Drilling.Sample At(double seconds, int number, bool acknowledged = true, string why = "") =>
        new(Fault.AddSeconds(seconds), number, acknowledged, why);

    /// <summary>A client that is served every 0.1 s but for the time given, and asks on in vain meanwhile.</summary>
    internal static ClientLog Log(double from, double to, double end = 20, int lost = 0)
    {
        var samples = Enumerable.Range(0, (int)((end + 3) * 10)).Select(i => (Number: i + 1, Seconds: -3 + (i * 0.1)))
            .Select(x => x.Seconds > from && x.Seconds < to
                ? At(x.Seconds, x.Number, acknowledged: false, "connection refused") : At(x.Seconds, x.Number))
            .ToArray();
        return new ClientLog("asynchronous", [.. samples], [.. samples.Where(x => x.Acknowledged).Skip(lost).Select(x => x.Number)]);
    }

    internal static DrillResult Result(string name, ClientLog log, Objectives? objectives = null, params string[] failures) =>
        Evaluation.Of(
        Scenario(name),
        Targets(name),
        Sample.Environment() with { Objectives = objectives ?? new Objectives() },
        log,
        [
            new TimelineEvent(Fault, TimelineEventKind.Fault, "redis-2: all services killed"),
            new TimelineEvent(Fault.AddSeconds(10.1), TimelineEventKind.Noticed, "redis-1: the master is s_down,master,disconnected"),
            new TimelineEvent(Fault.AddSeconds(11.4), TimelineEventKind.TookOver, "redis-3 leads"),
            new TimelineEvent(Fault.AddSeconds(14), TimelineEventKind.Healed, "redis-2"),
            new TimelineEvent(Fault.AddSeconds(19), TimelineEventKind.Green, "all 74 checks are healthy <again> & again"),
        ],
        failures);
}
