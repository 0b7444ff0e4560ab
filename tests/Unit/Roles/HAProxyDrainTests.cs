using System.Runtime.Versioning;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

[UnsupportedOSPlatform("windows")]
public sealed class HAProxyDrainTests : IDisposable
{
    private static readonly Drain Rails = new RailsRole().Drains(Sample.Context("rails-1")).Single();

    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task A_node_is_drained_everywhere_and_given_back()
    {
        (await RunAsync(Rails.Out, "rails/rails-1:UP", "rails/rails-2:UP", "git-ssh/rails-1:UP", "git-ssh/rails-2:UP 1/2"))
            .ShouldBe(new CommandResult(0, "", ""));
        (await RunAsync(Rails.Back)).ShouldBe(new CommandResult(0, "", ""));

        (await ToldAsync()).ShouldBe(
        [
            "set server rails/rails-1 state drain", "set server git-ssh/rails-1 state drain",
            "set server rails/rails-1 state ready", "set server git-ssh/rails-1 state ready",
        ]);
    }

    [Theory]
    [InlineData("DOWN")]
    [InlineData("DRAIN")]
    [InlineData("MAINT")]
    public async Task The_last_server_that_is_up_stays(string other)
    {
        (await RunAsync(Rails.Out, "rails/rails-1:UP", $"rails/rails-2:{other}", "git-ssh/rails-1:UP", "git-ssh/rails-2:UP"))
            .ShouldBe(new CommandResult(0, "rails/rails-1 stays: no other server of rails is up\n", ""));

        (await ToldAsync()).ShouldBe(["set server git-ssh/rails-1 state drain"]);
    }

    [Theory]
    [InlineData("Permission denied")]
    [InlineData("")]
    public async Task A_HAProxy_that_does_not_answer_is_no_drain(string said)
    {
        await _programs.AddAsync("socat", $"read -r told; echo '{said}'");

        (await _programs.RunAsync(Rails.Out)).ShouldBe(new CommandResult(1, "", $"HAProxy, show stat: {said}\n"));
    }

    [Fact]
    public async Task A_refusal_is_told()
    {
        await StatsAsync("rails/rails-1:UP", "rails/rails-2:UP");
        await _programs.AddAsync("socat", "read -r told; case $told in show*) cat \"$folder/stats\" ;; *) echo 'No such server.' ;; esac");

        (await _programs.RunAsync(Rails.Out)).ShouldBe(new CommandResult(1, "", "HAProxy, rails/rails-1 to drain: No such server.\n"));
    }

    private async Task<CommandResult> RunAsync(Command command, params string[] servers)
    {
        await StatsAsync(servers);
        await _programs.AddAsync(
            "socat", "read -r told; case $told in show*) cat \"$folder/stats\" ;; *) echo \"$told\" >>\"$log\" ;; esac");
        return await _programs.RunAsync(command);
    }

    // The columns that HAProxy 2.6 has up to the state of a server.
    private Task StatsAsync(params string[] servers)
    {
        string[] heads = ["# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status",
            Row("rails/FRONTEND:OPEN"), Row("rails/BACKEND:UP")];
        return File.WriteAllLinesAsync(Path.Combine(_programs.Folder, "stats"), [.. heads, .. servers.Select(Row)]);
    }

    private static string Row(string server) =>
        $"{server.Split(':')[0].Replace('/', ',')},0,0,0,1,,9,1,1,0,0,,0,0,0,0,{server.Split(':')[1]}";

    private async Task<string[]> ToldAsync() => await File.ReadAllLinesAsync(_programs.Log);
}
