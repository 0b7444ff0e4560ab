using System.Runtime.Versioning;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>
/// The Redis master's hand-over against a Sentinel that accepts, gives up, and accepts again; every look at the clock is a second.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class FailoverTests : IDisposable
{
    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Writers_wait_during_every_failover_that_Sentinel_accepts_and_not_while_it_refuses()
    {
        await _programs.AddAsync("date", "n=$(cat $folder/clock 2>/dev/null || echo 0); echo $((n + 1)) >$folder/clock; echo $n");
        await _programs.AddAsync("sleep", ":");
        await _programs.AddAsync("redis-cli", """
            asked=$(cat $folder/asked 2>/dev/null || echo 0)
            case "$*" in
              *get-master-addr*) [ $asked -lt 10 ] && echo 10.0.0.11 || echo 10.0.0.12 ;;
              *failover*)
                asked=$((asked + 1)); echo $asked >$folder/asked
                case $asked in 1 | 10) answer=OK ;; *) answer=INPROG ;; esac
                echo $answer; echo $answer >>$log ;;
              *client*) words="$*"; echo "${words#*client }" >>$log ;;
            esac
            """);

        (await _programs.RunAsync(new RedisRole(RedisCluster.Main).Rollout(Sample.Context("redis-1")).HandOver!.Move))
            .ShouldBe(new CommandResult(0, "", ""));

        // Five seconds after the first one the hold is over, and each question is asked under one of its own.
        (await File.ReadAllLinesAsync(_programs.Log)).ShouldBe(
        [
            "pause 5000 write", "OK",
            .. Enumerable.Repeat("INPROG", 4),
            .. Enumerable.Repeat<string[]>(["pause 5000 write", "INPROG", "unpause"], 4).SelectMany(x => x),
            "pause 5000 write", "OK",
        ]);
    }
}
