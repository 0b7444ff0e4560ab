using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>Runs that end as a power failure ends them, at any moment; which one it was is told when it did harm.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class KilledRunTests(SmallLab fixture)
{
    private const int Kills = 20;
    private readonly Random _moments = new();
    private readonly List<string> _told = [];

    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task A_changing_run_that_is_killed_at_twenty_moments_is_continued_by_the_next_ones()
    {
        for (var kill = 1; kill <= Kills; kill++)
        {
            var node = await fixture.DriftAsync();
            await KillAsync(Lab, TimeSpan.FromMilliseconds(_moments.Next(300, 4000)));
            await NothingIsHalfWrittenAsync(Lab, node);
            if (kill % 5 != 0) continue;

            var next = await Lab.RunAsync("Deploy");

            next.ExitCode.ShouldBe(0, $"{string.Join(", ", _told)}\n{next.Tail}");
            await fixture.ShouldBeConvergedAsync();
            (await Lab.RunAsync("Unlock")).ShouldSucceed();
            (await Lab.RunAsync("Unlock")).ShouldSay("is not locked");
        }
    }

    [LongLabFact]
    public async Task A_first_run_that_is_killed_at_twenty_moments_is_continued_by_the_next_ones()
    {
        await using var fresh = new Deployment("e2e-killed").Small("172.31.245");
        await fresh.Machines.RemoveAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            // A run that was through before it was killed: once more from nothing.
            if (await KillAsync(fresh, TimeSpan.FromMilliseconds(_moments.Next(300, 6000))))
                (await fresh.RunAsync("Destroy")).ShouldSucceed();
        }

        var next = await fresh.RunAsync("Deploy");

        next.ExitCode.ShouldBe(0, $"{string.Join(", ", _told)}\n{next.Tail}");
        (await fresh.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");
        (await fresh.RunAsync("Verify")).ShouldSucceed();
        foreach (var node in await fresh.Machines.NodesAsync()) await NothingIsHalfWrittenAsync(fresh, node);
    }

    /// <summary>Kills a run after that time; tells whether it had ended before.</summary>
    private async Task<bool> KillAsync(Deployment lab, TimeSpan after)
    {
        await using var tool = await lab.StartAsync("Deploy");
        await Task.Delay(after);
        var ended = tool.HasEnded;
        await tool.KillAsync();
        _told.Add($"killed after {after.TotalMilliseconds:0} ms");
        return ended;
    }

    // What a command that was under way still writes, it writes within moments: a file is whole or not there.
    private static Task<string> NothingIsHalfWrittenAsync(Deployment lab, string node) => lab.Machines.RunAsync(node, """
        for i in $(seq 50); do
          left=$(find /etc/gitlab /etc/ssh /var/lib/gitlab-ha -name '.gitlab-ha*' 2>/dev/null)
          [ -z "$left" ] && break; sleep 0.2
        done
        [ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
        [ ! -f /etc/gitlab/gitlab.rb ] || [ "$(stat -c %a /etc/gitlab/gitlab.rb)" = 600 ] || {
          echo "gitlab.rb can be read by others" >&2; exit 1
        }
        """);
}
