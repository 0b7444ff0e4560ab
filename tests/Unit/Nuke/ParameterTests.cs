using Nuke.Common.Parameters;

namespace GitLabHa.Tests.Unit.Nuke;

[Collection(OneAtATime.Name)]
public sealed class ParameterTests : IDisposable
{
    private readonly Engine engine = new();
    private readonly SampleBuild build = new();

    public void Dispose() => engine.Dispose();

    [Theory]
    [InlineData("--env", "prod")]
    [InlineData("--env=prod")]
    [InlineData("-Env", "prod")]
    public void A_value_may_follow_its_option_or_an_equals_sign(params string[] arguments)
    {
        Run(["Provision", .. arguments]).ShouldBe(0);

        build.Lines.ShouldBe(["provision prod 5 "]);
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_files()
    {
        engine.WithFile("parameters.json", """{ "$schema": "x", "Forks": 1, "Env": "lab" }""")
            .WithFile("parameters.big.json", """{ "Forks": 2 }""");
        Run(["Provision"]).ShouldBe(0);
        Run(["Provision", "--profile", "big"]).ShouldBe(0);
        engine.Environment["NUKE_FORKS"] = "3";
        Run(["Provision", "--profile", "big"]).ShouldBe(0);
        Run(["Provision", "--forks", "4"]).ShouldBe(0);

        build.Lines.ShouldBe(["provision lab 1 ", "provision lab 2 ", "provision lab 3 ", "provision lab 4 "]);
    }

    [Fact]
    public void Variables_that_others_export_by_chance_are_not_taken()
    {
        foreach (var name in (string[])["ENV", "HOST", "TARGET", "FORKS", "nuke_env", "NUKE-ENV", "NUKE_TARGET", "NUKE_PLAN"])
            engine.Environment[name] = "prod";

        Run(["Provision"]).ShouldBe(0);

        build.Lines.ShouldBe(["provision  5 "]);
    }

    [Fact]
    public void Members_of_the_class_are_set_and_keep_their_initial_value_otherwise()
    {
        Run(["Provision", "--dry-run", "--limit", "a,b", "--paint", "green", "--file", "x/y"]).ShouldBe(0);

        build.DryRun.ShouldBeTrue();
        build.Limit.ShouldBe(["a", "b"]);
        build.Paint.ShouldBe(Colour.Green);
        build.File!.ToString().ShouldEndWith("/x/y");
        new SampleBuild().Limit.ShouldBe(["all"]);
    }

    [Fact]
    public void A_secret_is_masked_wherever_the_engine_writes()
    {
        engine.Environment["NUKE_TOKEN"] = "hunter2-hunter2";

        Run(["Hidden"]).ShouldBe(0);

        engine.Output.ShouldContain("token ***");
        engine.Output.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("GitLabVersion", "gitlab-version")]
    [InlineData("DBHost", "dbhost")]
    [InlineData("NodeIPs", "node-ips")]
    [InlineData("HAProxyURL2", "haproxy-url2")]
    public void Option_names_are_those_of_NUKE(string member, string option) => OptionName.Dashed(member).ShouldBe(option);

    private int Run(string[] arguments) => engine.Run(build, "Deploy", arguments);
}
