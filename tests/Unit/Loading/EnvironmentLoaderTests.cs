using GitLabHa.Core.Loading;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Loading;

public sealed class EnvironmentLoaderTests
{
    [Fact]
    public void An_unknown_environment_names_the_nearest_and_all_there_are()
    {
        var error = Should.Throw<EnvironmentException>(
            () => EnvironmentLoader.Load(Repository.Environments, "prd", RoleCatalog.Known.Traits));

        error.Message.ShouldBe(
            "The environment 'prd' is not valid (1 problem):\n  environments: no environment 'prd'; did you mean prod? (there are: lab, "
                + "prod)");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../environments/lab")]
    [InlineData("")]
    [InlineData("/")]
    public void A_path_is_no_environment(string name)
    {
        var error = Should.Throw<EnvironmentException>(
            () => EnvironmentLoader.Load(Repository.Environments, name, RoleCatalog.Known.Traits));

        error.Message.ShouldContain("there are: lab, prod");
    }

    [Fact]
    public void Without_a_folder_there_are_no_environments()
    {
        var folder = Path.Combine(Repository.Root, "nowhere");

        EnvironmentLoader.Names(folder).ShouldBeEmpty();
        EnvironmentLoader.List(folder, RoleCatalog.Known.Traits).ShouldBeEmpty();
        Should.Throw<EnvironmentException>(() => EnvironmentLoader.Load(folder, "lab", RoleCatalog.Known.Traits))
            .Message.ShouldEndWith("(there are none)");
    }

    [Fact]
    public void The_error_is_marked_as_the_operators_and_counts_its_problems()
    {
        using var environments = new TemporaryEnvironments();
        environments.Write("x/environment.yml", "gitlab: 1\nprovider: 2\n");

        var error = Should.Throw<EnvironmentException>(() => environments.Load("x"));

        error.Data["operator"].ShouldBe(true);
        error.Problems.Length.ShouldBe(3);
        error.Message.ShouldStartWith("The environment 'x' is not valid (3 problems):\n  environments/x: no node groups");
    }

    [Fact]
    public void The_list_counts_the_problems_of_an_invalid_environment()
    {
        using var environments = new TemporaryEnvironments();
        environments.Write("x/environment.yml", "gitlab: 1\nprovider: 2\n");

        EnvironmentLoader.List(environments.Path, RoleCatalog.Known.Traits)
            .ShouldBe([new EnvironmentSummary { Name = "x", ProblemCount = 3 }]);
    }

    [Fact]
    public void Folders_without_yaml_and_hidden_files_are_passed_over()
    {
        using var environments = new TemporaryEnvironments();
        environments.Write("image/Dockerfile", "");
        environments.Write("x/.redis.yml.swp", "");
        environments.Write("x/.hidden.yml", "");

        EnvironmentLoader.Names(environments.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("4", "4")]
    [InlineData("0o17", "15")]
    [InlineData("0x1F", "31")]
    [InlineData("true", "true")]
    [InlineData("0.5", "0.5")]
    [InlineData("18.2.8", "'18.2.8'")]
    [InlineData("\"4\"", "'4'")]
    [InlineData("null", "nil")]
    [InlineData("[1, a]", "[1, 'a']")]
    [InlineData("{ k-1: v }", "{ 'k-1' => 'v' }")]
    public void Settings_keep_the_types_of_yaml_1_2(string yaml, string ruby)
    {
        using var environments = new TemporaryEnvironments();
        environments.Write("x/environment.yml", $"settings:\n  puma:\n    key: {yaml}\n");

        RubyLiteral.Write(Settings(environments)).Masked.ShouldBe($"{{ 'puma' => {{ 'key' => {ruby} }} }}");
    }

    private static RubyMap Settings(TemporaryEnvironments environments)
    {
        var log = new ProblemLog();
        var draft = new EnvironmentDraft
        {
            Name = "x",
            Directory = "",
            Roles = RoleCatalog.Known.Traits,
            File = "environments/x/environment.yml"
        };
        new EnvironmentFile(draft, log).Read(Path.Combine(environments.Path, "x", "environment.yml"));
        return draft.Settings;
    }
}
