using System.Text;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Reporting;
using GitLabHa.Roles.Checks;
using GitLabHa.Tests.Unit.Checks;
using Spectre.Console;

namespace GitLabHa.Tests.Unit.Reporting;

/// <summary>A plan and a Verify with something of everything, and a canary among the secrets.</summary>
internal static class Samples
{
    private const string Old =
        "external_url 'https://gitlab.example.com'\nroles ['redis_master_role']\nredis['bind'] = '0.0.0.0'\nredis['port'] = "
        + "6379\nredis['password'] = '‹redis_password›'\nredis['maxclients'] = 1000\n";

    public static Plan Plan() => new()
    {
        Environment = SampleSite.Topology.Environment,
        Warnings = ["1 secret of the store differs from those on the nodes: redis_password on redis-1"],
        Nodes =
        [
            Changes("redis-1", Stage.Consensus, Write("redis-1"), Reconfigure("redis-1"), Wait("redis-1")),
            Changes("redis-2", Stage.Consensus, Write("redis-2"), Reconfigure("redis-2")),
            Changes("redis-3", Stage.Consensus),
            Changes("consul-1", Stage.Consensus) with { Unknown = "could not be reached: No route to [host]" },
            Changes("rails-1", Stage.Rails, Install("rails-1"), Create("rails-1")) with { NeverRan = true },
            Changes("rails-2", Stage.Rails, Share("rails-2")),
        ],
    };

    public static Plan NothingToChange() =>
        Plan() with { Warnings = [], Nodes = [Changes("redis-1", Stage.Consensus), Changes("redis-2", Stage.Consensus)] };

    public static IReadOnlyList<CheckOutcome> Verify()
    {
        var site = SampleSite.Topology;
        CheckOutcome Entry(Check check, Verdict verdict, double seconds) => new(check, verdict, TimeSpan.FromSeconds(seconds));
        return
        [
            Entry(new PatroniMembers(SampleSite.Node("postgres-1"), site),
                Verdict.Unhealthy("postgres-3 is in state 'start failed' [red]not markup[/]", "See gitlab-ctl tail patroni there."), 0.31),
            Entry(new ConsulRaft(SampleSite.Node("consul-1"), site), Verdict.Healthy("consul-2 leads, 3 voters"), 0.12),
            Entry(new ConsulRaft(SampleSite.Node("consul-2"), site), Verdict.Healthy("consul-2 leads, 3 voters"), 0.1),
            Entry(new SentinelQuorum(SampleSite.Node("redis-1"), RedisCluster.Main, site),
                Verdict.Degraded("2 of 3 Sentinels usable", "See gitlab-ctl status sentinel on each Redis node."), 0.05),
            Entry(new Clocks(site.Nodes),
                Verdict.Unknown("lb-1: could not be reached: \u001b[2J\u0007 timed out", "Make the silent nodes answer first."), 10),
        ];
    }

    public static string Plain(Action<IAnsiConsole> write)
    {
        var text = new StringWriter();
        write(ReportConsole.Plain(text));
        return text.ToString();
    }

    public static string Ansi(Action<IAnsiConsole> write)
    {
        var text = new StringWriter();
        write(ReportConsole.For(text, redirected: false, width: 100, _ => null));
        return text.ToString();
    }

    public static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    public static Step Wait(string node) => new Step.Await
    {
        Node = SampleSite.Node(node),
        Reason = "the next node follows",
        Check = new SentinelQuorum(SampleSite.Node(node), RedisCluster.Main, SampleSite.Topology),
        Deadline = TimeSpan.FromMinutes(2),
    };

    public static Step Reconfigure(string node) => new Step.RunCommand
    {
        Node = SampleSite.Node(node),
        Reason = "gitlab.rb changes",
        Risk = Risk.Disruptive,
        Command = Command.Of("gitlab-ctl", "reconfigure"),
    };

    private static NodePlan Changes(string node, Stage stage, params Step[] steps) =>
        new() { Node = SampleSite.Node(node), Stage = stage, Steps = [.. steps], NeverRan = false };

    private static Step.WriteFile Write(string node) => AsItIsShown(new()
    {
        Node = SampleSite.Node(node),
        Reason = "differs from what is wanted",
        File = new DesiredFile
        {
            Path = "/etc/gitlab/gitlab.rb",
            Content = SecretText.Of($"""
                external_url 'https://gitlab.example.com'
                roles ['redis_master_role']
                redis['bind'] = '0.0.0.0'
                redis['port'] = 6379
                redis['password'] = '{SampleSite.Secret("redis_password")}'
                redis['maxclients'] = 2000
                redis['tags'] = ['[bold]']

                """),
        },
        BeforeSha256 = "3f",
        BeforeMasked = Old,
        AfterMasked = "",
    });

    private static Step.WriteFile AsItIsShown(Step.WriteFile step) => step with { AfterMasked = step.File.Content.Masked };

    private static Step.WriteFile Create(string node) => AsItIsShown(new()
    {
        Node = SampleSite.Node(node),
        Reason = "is not there",
        File = new DesiredFile
        {
            Path = "/etc/gitlab/gitlab.rb",
            Content = SecretText.Of($"a = 1\npassword = '{SampleSite.Secret("postgres_password")}'\n")
        },
        BeforeSha256 = null,
        AfterMasked = "",
    });

    private static Step.InstallPackage Install(string node) => new()
    {
        Node = SampleSite.Node(node),
        Reason = "another version is wanted",
        Risk = Risk.Irreversible,
        Package = "gitlab-ee",
        Version = "18.2.8",
        Before = "18.1.4-ee.0",
    };

    private static Step.CopySharedFile Share(string node) => new()
    {
        Node = SampleSite.Node(node),
        Reason = "must be the same on all nodes",
        DecidedAtApply = true,
        File = new SharedFile { Path = "/etc/gitlab/gitlab-secrets.json", Among = SampleSite.Topology.Nodes },
        BeforeSha256 = null,
        Source = SampleSite.Node("rails-1"),
    };
}
