using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Remote.Observing;

namespace GitLabHa.Tests.Unit.Remote.Observing;

public sealed class ObservationParserTests
{
    private const string Sum = "dd7dc138f5d3c2dbc543ea15a69f38b3cda8fc8b6fd5ebf4d51dbaa514591a7c";

    private static readonly string[] Paths = ["/etc/gitlab/gitlab.rb", "/etc/with blank.cfg", "/etc/gitlab/skip-auto-reconfigure",
        "/root/x", "/never/reported"];

    // As observe.sh printed it on a node that runs Redis, Sentinel and Patroni.
    private const string Report = $$"""
        absent /etc/gitlab/skip-auto-reconfigure
        unknown /root/x lies in a folder that may not be searched
        package gitlab-ee 18.2.8-ee.0 installed
        package curl 7.88.1-10+deb12u14 installed
        package removed-one 1.0 config-files
        package unknown-one  not-installed
        package haproxy is not installed
        stat root:root 600 /etc/gitlab/gitlab.rb
        stat haproxy:haproxy 1644 /etc/with blank.cfg
        stat root:root 600 /etc/gitlab/gitlab-secrets.json
        sum {{Sum}}  /etc/gitlab/gitlab.rb
        content ZXh0ZXJuYWxfdXJsICfDqScK /etc/gitlab/gitlab.rb
        sum {{Sum}}  /etc/with blank.cfg
        sum {{Sum}}  /etc/gitlab/gitlab-secrets.json
        run: consul: (pid 972) 7s; run: log: (pid 971) 7s
        down: redis: 3s, normally up; run: log: (pid 963) 7s
        run: sentinel: (pid 1) 7s, got TERM
        probe 1 1
        marker 0123abcd
        redis 10.0.0.12 6379
        probe 0 0
        cluster {"members":[{"name":"pg-1","role":"replica","host":"10.0.0.21"},{"name":"pg-2","role":"leader","host":"10.0.0.22"}]}
        free 20512345
        inodes 123456
        end

        """;

    [Fact]
    public void A_whole_report_is_read()
    {
        var observation = ObservationParser.Parse(Desired(), Report);

        observation.Unreachable.ShouldBeNull();
        observation.Packages.ShouldBe(
            new Dictionary<string, string> { ["gitlab-ee"] = "18.2.8-ee.0", ["curl"] = "7.88.1-10+deb12u14" }, ignoreOrder: true);
        observation.Services.ShouldBe(
            new Dictionary<string, bool> { ["consul"] = true, ["redis"] = false, ["sentinel"] = true }, ignoreOrder: true);
        observation.Ensured.ShouldBe(new Dictionary<string, bool> { ["one is so"] = true, ["two is so"] = false }, ignoreOrder: true);
        observation.Mark.ShouldBe(new Mark("0123abcd"));
        observation.RedisMaster.ShouldBe("10.0.0.12");
        observation.PostgresLeader.ShouldBe("10.0.0.22");
        observation.FreeKiB.ShouldBe(20512345);
        observation.FreeInodes.ShouldBe(123456);
    }

    [Fact]
    public void Files_are_present_absent_or_unknown()
    {
        var files = ObservationParser.Parse(Desired(), Report).Files;

        files["/etc/gitlab/gitlab.rb"].ShouldBe(new FileState.Present(Sum, "root:root", "0600", "external_url 'é'\n"));
        files["/etc/with blank.cfg"].ShouldBe(new FileState.Present(Sum, "haproxy:haproxy", "1644", null));
        files["/etc/gitlab/skip-auto-reconfigure"].ShouldBe(new FileState.Absent());
        files["/root/x"].ShouldBe(new FileState.Unknown("lies in a folder that may not be searched"));
        files["/etc/gitlab/gitlab-secrets.json"].ShouldBe(new FileState.Present(Sum, "root:root", "0600", null));
        files["/never/reported"].ShouldBe(new FileState.Unknown("could not be read"));
    }

    [Fact]
    public void A_report_without_its_end_is_no_observation() =>
        ObservationParser.Parse(Desired(), Report.Replace("\nend\n", "\n")).Unreachable.ShouldBe("its report broke off");

    [Fact]
    public void Content_with_another_hash_than_the_node_computed_is_no_observation() =>
        ObservationParser.Parse(Desired(), Report.Replace("content ZXh0", "content YXh0")).Unreachable.ShouldNotBeNull()
            .ShouldStartWith("its report is damaged");

    // It would count as something to do.
    [Fact]
    public void A_report_without_a_probe_is_no_observation() =>
        ObservationParser.Parse(Desired(), Report.Replace("probe 0 0\n", "")).Unreachable.ShouldBe("its report broke off");

    [Theory]
    [InlineData("redis")]
    [InlineData("redis Could not connect to Redis at 10.0.0.1:26379: Connection refused")]
    [InlineData("redis ERR No such master with that name")]
    [InlineData("redis NOAUTH Authentication required.")]
    public void A_sentinel_without_an_answer_names_no_master(string line) =>
        ObservationParser.Parse(Desired(), Report.Replace("redis 10.0.0.12 6379", line))
            .ShouldSatisfyAllConditions(x => x.Unreachable.ShouldBeNull(), x => x.RedisMaster.ShouldBeNull());

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"members":[{"name":"a","role":"replica","host":"10.0.0.1"}]}""")]
    public void A_patroni_without_an_answer_names_no_leader(string json) => PatroniCluster.Leader(json).ShouldBeNull();

    [Theory]
    [InlineData("leader")]
    [InlineData("master")]
    public void The_leader_is_named_by_its_host(string role) =>
        PatroniCluster.Leader(
            $$"""{"members":[{"role":"replica","host":"a"},{"role":"{{role}}","host":"10.0.0.2","port":5432}],"scope":"x"}""")
                .ShouldBe("10.0.0.2");

    private static DesiredNode Desired() => new()
    {
        Node = new Node { Name = "node-1", Address = "10.0.0.11", Group = "g", Roles = ["redis"] },
        Stage = Stage.Consensus,
        Files = [.. Paths.Select(x => new DesiredFile { Path = x, Content = "x" })],
        SharedFiles = [new SharedFile { Path = "/etc/gitlab/gitlab-secrets.json", Among = [] }],
        Services = [],
        Ensures = [EnsureOf("one is so"), EnsureOf("two is so")],
    };

    private static Ensure EnsureOf(string title) => new() { Title = title, Probe = Command.Of("true"), Apply = Command.Of("true") };
}
