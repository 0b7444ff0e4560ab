using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Tests.Unit.Drilling;

namespace GitLabHa.Tests.Unit.Rehearsing;

/// <summary>A rehearsal of two minutes in which the database moves during the hop.</summary>
internal static class Rehearsed
{
    private static DateTimeOffset Begin { get; } = Drills.Fault;

    internal static RehearsalStage Rest { get; } = Stage("at rest", 0, 20);

    internal static RehearsalStage Hop { get; } = Stage("18.2.8 → 18.3.6", 20, 110);

    internal static RehearsalResult Result(int lost = 0, int? objective = 60, string? broken = null, double outage = 12) => new()
    {
        Environment = "lab",
        From = GitLabVersion.Parse("18.2.8"),
        To = GitLabVersion.Parse("18.3.6"),
        Stages = [Rest, Hop, Stage("RestoreDrill", 110, 120)],
        Clients =
        [
            new RehearsalClient("writes", Writes: true, objective, Log(60, 60 + outage, lost)),
            new RehearsalClient("pages", Writes: false, 30, Log(0, 0) with { Kept = null }),
        ],
        Broken = broken,
    };

    /// <summary>Asks every half second and takes 10 ms, later 30 ms; refused within the times given.</summary>
    internal static ClientLog Log(double from, double to, int lost = 0)
    {
        var samples = Enumerable.Range(1, 240).Select(i => (Number: i, Seconds: i * 0.5)).Select(x =>
        {
            var refused = x.Seconds > from && x.Seconds < to;
            return new Core.Drilling.Sample(
                Begin.AddSeconds(x.Seconds),
                x.Number,
                !refused, refused ? "the database is [gone]" : "")
            { Duration = TimeSpan.FromMilliseconds(x.Seconds <= 20 ? 10 : 30) };
        }).ToArray();
        return new ClientLog(null, [.. samples], [.. samples.Where(x => x.Acknowledged).Skip(lost).Select(x => x.Number)]);
    }

    private static RehearsalStage Stage(string name, double from, double to) => new(name, Begin.AddSeconds(from), Begin.AddSeconds(to));
}
