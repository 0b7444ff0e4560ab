namespace GitLabHa.Tests.Unit.Nuke;

[Collection(OneAtATime.Name)]
public sealed class OutputTests : IDisposable
{
    private const string Help = """
        Sample: deploys a sample.

        Usage: ./build.sh [targets] [--parameter value ...]

        Targets (with their direct dependencies):

          Deploy (default)     -> Provision, Migrate
            Brings the sample to its desired state
          Provision
            Makes the nodes
          Migrate

        Parameters:

          --dry-run    Changes nothing.
          --env        The environment. One of: lab, prod.
          --file       A file.
          --forks      Nodes worked on at once.
          --limit      The names of nodes.
          --paint      A colour. One of: Red, Green.
          --token      The access token. Secret, by NUKE_TOKEN.

          --continue   Skips what succeeded in the last attempt with the same arguments.
          --help       Shows this text.
          --host       Where the build runs: GitLab or Terminal.
          --no-logo    Leaves out the head line.
          --plan       Shows what would run, in which order and why, and runs nothing.
          --profile    Reads .nuke/parameters.<profile>.json too; the last one named wins.
          --root       The folder that holds the .nuke folder.
          --skip       Skips the targets named, or all that were not invoked.
          --target     The targets to run; they may also be named before the first option.
          --verbosity  How much of the log is shown. One of: Verbose, Normal, Minimal, Quiet.

        Examples:
          ./build.sh Deploy --env lab

        """;

    private readonly Engine engine = new();
    private readonly SampleBuild build = new();

    public void Dispose() => engine.Dispose();

    [Fact]
    public void The_help_lists_targets_and_parameters_and_ends_with_the_description()
    {
        Run("--help", "--whatever").ShouldBe(0);

        engine.Output.ReplaceLineEndings("\n").ShouldBe(Help.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_plan_says_why_each_target_is_there_and_runs_nothing()
    {
        Run("--plan", "--skip", "Migrate").ShouldBe(0);

        engine.Output.ReplaceLineEndings("\n").ShouldBe("""
            Plan, in order:
              1. Provision  needed by Deploy
              2. Migrate    needed by Deploy; after Provision; skipped via parameter
              3. Deploy     default; after Provision, Migrate

            """.ReplaceLineEndings("\n"));
        build.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void The_schema_is_written_on_request_only_and_always_the_same()
    {
        Run("Provision").ShouldBe(0);
        Should.Throw<FileNotFoundException>(() => engine.Read("build.schema.json"));

        Run("--generate-schema").ShouldBe(0);
        var first = engine.Read("build.schema.json");
        Run("--generate-schema").ShouldBe(0);

        engine.Read("build.schema.json").ShouldBe(first);
        first.ShouldStartWith("{\n  \"$schema\": \"http://json-schema.org/draft-04/schema#\",\n");
        // NUKE writes the same text at this place: type, description, format, values, and values in the order of their names.
        first.ShouldContain("""
                    "Env": {
                      "type": "string",
                      "description": "The environment",
                      "enum": [
                        "lab",
                        "prod"
                      ]
                    },
                    "File": {
                      "type": "string",
                      "description": "A file"
                    },
                    "Forks": {
                      "type": "integer",
                      "description": "Nodes worked on at once",
                      "format": "int32"
                    },
                    "Limit": {
                      "type": "array",
                      "description": "The names of nodes",
                      "items": {
                        "type": "string"
                      }
                    },
                    "Paint": {
                      "type": "null",
                      "description": "A colour",
                      "$ref": "#/definitions/Colour"
                    },
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_job_of_GitLab_gets_a_section_for_each_target()
    {
        engine.Environment["GITLAB_CI"] = "true";

        Run("Provision").ShouldBe(0);

        engine.Output.ShouldMatch(@"\e\[0Ksection_start:\d+:provision\r\e\[0KProvision");
        engine.Output.ShouldMatch(@"\e\[0Ksection_end:\d+:provision\r\e\[0K");
    }

    [Fact]
    public void A_pipe_gets_no_colours()
    {
        Run("Provision").ShouldBe(0);

        engine.Output.ShouldNotContain("\e");
    }

    private int Run(params string[] arguments) => engine.Run(build, "Deploy", arguments);
}
