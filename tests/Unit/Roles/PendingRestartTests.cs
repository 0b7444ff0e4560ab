using System.Runtime.Versioning;
using GitLabHa.Core.Desired;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

[UnsupportedOSPlatform("windows")]
public sealed class PendingRestartTests : IDisposable
{
    private const int Reconfigured = 2_000_000_000;

    private static readonly Ensure Ensure = RoleCatalog.Known.Compose(Sample.Context("postgres-1"))
        .Ensures.Single(x => x.Title == "PostgreSQL runs with its settings");

    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData(Reconfigured + 1, "", "2020-01-01 00:00:00+00:00", true)]
    [InlineData(Reconfigured, "", "2020-01-01 00:00:00+00:00", false)]
    [InlineData(Reconfigured + 1, "\"pending_restart\": true, ", "2020-01-01 00:00:00+00:00", false)]
    [InlineData(Reconfigured + 1, "\"pending_restart\": true, ", "2040-01-01 00:00:00+00:00", true)]
    public async Task A_restart_is_due_when_a_setting_waits_for_it_since_before_the_reconfigure(
        int seen, string pending, string started, bool runs) =>
        (await RunsAsync($$"""{"state": "running", "postmaster_start_time": "{{started}}", {{pending}}"dcs_last_seen": {{seen}}}""",
            failures: 0)).ShouldBe(runs);

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task A_Patroni_that_breaks_off_is_asked_again(int failures, bool runs) =>
        (await RunsAsync(
            $$"""{"state": "running", "postmaster_start_time": "2040-01-01 00:00:00+00:00", "dcs_last_seen": {{Reconfigured + 1}}}""",
            failures)).ShouldBe(runs);

    // Without a start time it was taken for one of last midnight, and a plan wanted PostgreSQL restarted.
    [Theory]
    [InlineData("starting")]
    [InlineData("unknown")]
    public async Task PostgreSQL_that_does_not_answer_Patroni_is_not_restarted_for_a_setting(string state) =>
        (await RunsAsync($$"""{"state": "{{state}}", "role": "replica", "dcs_last_seen": {{Reconfigured + 1}}, "pending_restart": true}""",
            failures: 0)).ShouldBeTrue();

    private async Task<bool> RunsAsync(string answer, int failures)
    {
        await _programs.AddAsync("stat", $"echo {Reconfigured}");
        await _programs.AddAsync("sleep", "true");
        // 52: an empty reply, which curl's own --retry takes for final.
        await _programs.AddAsync(
            "curl", $"echo asked >>\"$log\"; [ $(grep -c asked \"$log\") -gt {failures} ] || exit 52; echo '{answer}'");
        return (await _programs.RunAsync(Ensure.Probe)).Succeeded;
    }
}
