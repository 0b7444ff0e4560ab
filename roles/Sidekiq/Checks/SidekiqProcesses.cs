using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// No Sidekiq takes jobs of the site on a machine that no file gives this role: its code and its secrets may be old. Redis knows the
/// host name of every process that is alive. Source: https://github.com/sidekiq/sidekiq/wiki/API#processes
/// </summary>
/// <param name="Redis">The node that is asked for the processes.</param>
/// <param name="Sidekiqs">The nodes that may run it, which are asked for their host names.</param>
/// <param name="Password">The password of Redis.</param>
public sealed partial record SidekiqProcesses(Node Redis, ImmutableArray<Node> Sidekiqs, Secret Password) : CrossCheck
{
    /// <inheritdoc />
    public override string Id => "sidekiq.processes";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "Sidekiq runs on the nodes with its role alone";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [new Probe(Redis, Processes), .. Sidekiqs.Select(x => new Probe(x, HostName))];

    private static Command HostName => Ask.Of("hostname", "echo \"host $(hostname)\"");

    private Command Processes =>
        Ask.Of("redis-cli smembers processes", EmbeddedScript.Of(typeof(SidekiqProcesses), "sidekiq-processes.sh"), Redis.Address) with
        {
            Input = SecretText.Of($"{Password}\n"),
        };

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        if (answers.FirstOrDefault(x => x.Index == 0) is not { } redis)
            return Verdict.Unknown("Redis was not asked", "Make it answer first.");
        if (!redis.Output.Contains("processes\n", StringComparison.Ordinal))
            return RedisAsk.Refusal(redis) ?? Verdict.Unknown(Excerpt.Of(redis.Output), "Ask by hand: redis-cli smembers processes");
        var ours = answers.Where(x => x.Index > 0).SelectMany(x => Host().Matches(x.Output)).Select(x => x.Groups[1].Value).ToHashSet();
        var strangers = Process().Matches(redis.Output).Select(x => x.Groups[1].Value).Where(x => !ours.Contains(x)).Distinct().ToArray();
        return strangers.Length == 0
            ? Verdict.Healthy($"{Process().Count(redis.Output)} processes on {Sidekiqs.Length} nodes")
            : Verdict.Degraded(
                $"it also runs on {Excerpt.List(strangers)}",
                "Stop it there, with gitlab-ctl stop sidekiq: it takes jobs with whatever code and secrets it has.");
    }

    [GeneratedRegex(@"^host (\S+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Host();

    // HOST:PID:RANDOM
    [GeneratedRegex(@"^process (\S+):\d+:[0-9a-f]+\r?$", RegexOptions.Multiline)]
    private static partial Regex Process();
}
