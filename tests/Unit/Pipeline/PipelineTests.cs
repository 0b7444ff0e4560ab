using GitLabHa.Tests.Unit.Loading;
using YamlDotNet.RepresentationModel;

namespace GitLabHa.Tests.Unit.Pipeline;

public sealed class PipelineTests
{
    private static readonly string Pipeline = File.ReadAllText(Path.Combine(Repository.Root, ".gitlab-ci.yml"));
    private static readonly BuildSchema Schema = BuildSchema.OfRepository;

    [Fact]
    public void Every_job_calls_targets_and_parameters_that_there_are()
    {
        PipelineJobs.Problems(Pipeline, Schema).ShouldBeEmpty();
        PipelineJobs.Calls(Pipeline).Count().ShouldBeGreaterThan(6);
    }

    [Theory]
    [InlineData("./build.sh Deplyo --env prod", "job: there is no target Deplyo")]
    [InlineData("./build.sh Deploy --enviroment prod", "job: there is no parameter --enviroment")]
    [InlineData("./build.sh Deploy --env prdo", "job: there is no environment prdo")]
    [InlineData("true && ./build.sh --env prod", "job: calls build.sh without a target")]
    public void A_call_of_what_does_not_exist_is_found(string line, string problem) =>
        PipelineJobs.Problems($"job:\n  script:\n    - {line}\n", Schema).ShouldBe([problem]);

    [Fact]
    public void What_changes_an_environment_is_started_by_hand_and_runs_one_at_a_time()
    {
        var changing = PipelineJobs.Jobs(Pipeline)
            .Where(x => PipelineJobs.Calls(Pipeline).Any(call => call.Job == x.Name && call.Words.Contains("Deploy"))).ToArray();

        changing.ShouldNotBeEmpty();
        foreach (var (name, body) in changing)
        {
            body.Children.Keys.ShouldContain(new YamlScalarNode("resource_group"), name);
            body.Children.Keys.ShouldContain(new YamlScalarNode("environment"), name);
            body["rules"].ToString().ShouldContain("manual", customMessage: name);
            body["rules"].ToString().ShouldContain("CI_COMMIT_REF_PROTECTED", customMessage: name);
        }
    }
}
