using GitLabHa.Reporting;
using GitLabHa.Reporting.Verifying;
using GitLabHa.Tests.Unit.Checks;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class TopologyReportTests
{
    [Fact]
    public void The_table_says_what_runs_where_and_what_to_open()
    {
        TopologyRow[] rows =
        [
            new(SampleSite.Node("postgres-2"), 5, 5, "PostgreSQL leader"),
            new(SampleSite.Node("redis-1"), 3, 4),
            new(SampleSite.Node("lb-1"), 0, 0),
        ];

        Snapshot.Matches(
            Samples.Plain(x => new TopologyReport(x).Write(rows, SampleSite.Topology.Environment.ExternalUrl)), "topology.txt");
    }
}
