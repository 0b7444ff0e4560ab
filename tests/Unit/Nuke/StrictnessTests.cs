namespace GitLabHa.Tests.Unit.Nuke;

[Collection(OneAtATime.Name)]
public sealed class StrictnessTests : IDisposable
{
    private readonly Engine engine = new();
    private readonly SampleBuild build = new();

    public void Dispose() => engine.Dispose();

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_nothing_runs()
    {
        Refused("Deploi", "--evn", "lab", "--forks", "many", "--paint", "gren", "--skip", "Provison")
            .ShouldBe([
                "--evn: there is no such option. Did you mean '--env'?",
                "--forks: 'many' is not a whole number.",
                "--paint: 'gren' is not one of Red, Green. Did you mean 'Green'?",
                "target: there is no target 'Deploi'. Did you mean 'Deploy'?",
                "--skip: there is no target 'Provison'. Did you mean 'Provision'?",
            ]);
        engine.Error.ShouldContain("Expected one of Deploy, Hidden, Migrate, Provision.");
        engine.Error.ShouldContain("Nothing was executed.");
    }

    [Theory]
    [InlineData(
        "--dry-run: is a switch and takes no value, but 'deploy' follows. 'Deploy' is a target, and targets come before the first "
            + "option: ./build.sh Deploy …",
        "--dry-run",
        "deploy")]
    [InlineData(
        "--env: takes one value, but 'deploy' follows 'lab'. 'Deploy' is a target, and targets come before the first option: ./build.sh "
            + "Deploy …",
        "--env",
        "lab",
        "deploy")]
    [InlineData("--env: needs a value: text. Write one that begins with '-' as --env=-…", "--env", "--dry-run")]
    [InlineData("--env: given more than once; give it once.", "--env", "lab", "--env=prod")]
    [InlineData("--env: 'prd' is not one of lab, prod. Did you mean 'prod'?", "--env", "prd")]
    [InlineData("--: there is no such option.", "--", "lab")]
    [InlineData("--dry-run: 'maybe' is not true or false.", "--dry-run=maybe")]
    [InlineData("--host: 'Travis' is not one of GitLab, Terminal.", "--host", "Travis")]
    [InlineData("--profile: there is no file .nuke/parameters.big.json.", "--profile", "big")]
    [InlineData("--skip: the target 'Deploy' is also invoked.", "--target", "Deploy", "--skip", "Deploy")]
    public void An_argument_that_makes_no_sense_is_refused_by_its_name(string problem, params string[] arguments) =>
        Refused(arguments).ShouldContain(problem);

    [Fact]
    public void A_word_of_one_targets_description_leads_to_that_target() =>
        Refused("Nodes").ShouldBe(["target: there is no target 'Nodes'. Did you mean 'Provision' (Makes the nodes)?"]);

    [Fact]
    public void A_required_parameter_that_is_missing_is_named_with_its_values() =>
        Refused("Deploy")
            .ShouldBe(["Target 'Migrate' requires --env or NUKE_ENV (The environment): not given. Expected one of lab, prod."]);

    [Fact]
    public void A_bad_value_of_the_environment_is_refused_by_the_variables_name()
    {
        engine.Environment["NUKE_ENV"] = "prd";

        Refused("Deploy").ShouldBe(["NUKE_ENV: 'prd' is not one of lab, prod. Did you mean 'prod'?"]);
    }

    [Fact]
    public void A_variable_that_looks_misspelt_is_worth_a_warning()
    {
        engine.Environment["NUKE_EVN"] = "lab";
        engine.Environment["NUKE_TELEMETRY_OPTOUT"] = "1";

        engine.Run(build, "Deploy", ["Provision"]).ShouldBe(0);

        engine.Output.ShouldContain("[WRN] NUKE_EVN is ignored, since there is no such parameter. Did you mean NUKE_ENV?");
        engine.Output.ShouldNotContain("TELEMETRY");
    }

    [Fact]
    public void An_unknown_name_in_a_file_is_refused_by_file_and_name()
    {
        engine.WithFile("parameters.json", """{ "Frks": 1, "Token": "x", "Env": { } }""");

        Refused("Provision").ShouldBe([
            ".nuke/parameters.json: Frks: there is no such parameter. Did you mean 'Forks'?",
            ".nuke/parameters.json: Token: is a secret, which must not be in a file. Set it with an environment variable.",
            ".nuke/parameters.json: Env: expected a value or a list of values."]);
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_refused_by_its_name()
    {
        engine.WithFile("parameters.json", "[");

        Refused("Provision").Single().ShouldStartWith(".nuke/parameters.json: expected a JSON object.");
    }

    private string[] Refused(params string[] arguments)
    {
        engine.Run(build, "Deploy", arguments).ShouldBe(1);
        build.Lines.ShouldBeEmpty();
        var problems = engine.Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))
            .Select(line => line["error: ".Length..]);
        // The list of all that would be valid is the same for each of them.
        return [.. problems.Select(
            problem => problem.Contains(": there is no ", StringComparison.Ordinal) ? problem.Split(" Expected one of")[0] : problem)];
    }
}
