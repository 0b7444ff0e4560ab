using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

/// <summary>Drills that are refused before any node is asked.</summary>
public sealed class RefusedDrillTests : IAsyncLifetime
{
    private readonly Deployment _lab = new Deployment("e2e-drill").Small("172.31.242");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task An_unknown_drill_is_refused_with_the_nearest_word_and_a_missing_one_with_all()
    {
        var unknown = await _lab.RunAsync("Drill", "--scenario", "redis-master-kiled");

        unknown.ExitCode.ShouldBe(1, unknown.Tail);
        unknown.ShouldSay("redis-master-killed").ShouldHaveNoStack();
        (await _lab.RunAsync("Drill")).ShouldRefuse("No fire drill is named").ShouldSay("postgres-leader-cut-off");
    }

    [Fact(Timeout = 300_000)]
    public async Task What_is_no_lab_is_broken_only_when_its_name_is_said_twice()
    {
        _lab.Write("environment.yml", _lab.Read("environment.yml").Replace("provider: lab\nlab:\n  subnet: 172.31.242.0/24\n  "
            + "memory_mib: 512", "provider: hosts", StringComparison.Ordinal));

        (await _lab.RunAsync("Drill", "--scenario", "redis-master-killed")).ShouldRefuse("is no lab").ShouldSay("--yes-break e2e-drill");
        (await _lab.RunAsync("Drill", "--scenario", "redis-master-killed", "--yes-break", "prod")).ShouldRefuse("--yes-break names prod");
        (await _lab.RunAsync("Drill", "--scenario", "redis-master-killed", "--yes-break", "e2e-drill"))
            .ShouldRefuse("no host keys are pinned");
    }
}
