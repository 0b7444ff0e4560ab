using GitLabHa.Core;
using GitLabHa.Operations.Interaction;
using GitLabHa.Remote.Processes;
using Nuke.Common;
using Nuke.Common.IO;
using Serilog;

internal interface ILint : INukeBuild
{
    Target Lint => _ => _
        .Description("Refuses unformatted code, faults in shell scripts and stale generated files")
        .Executes(async () =>
        {
            await CheckScripts();
            await Run(
                "Code is not formatted", "build/gitlab-ha.slnx", "Run: dotnet format build/gitlab-ha.slnx",
                "dotnet", "format", RootDirectory / "build" / "gitlab-ha.slnx", "--verify-no-changes");
            var schema = RootDirectory / ".nuke" / "build.schema.json";
            var before = schema.FileExists() ? schema.ReadAllText() : "";
            await Run(
                "The schema could not be generated", ".nuke/build.schema.json", "Run: ./build.sh --generate-schema",
                "dotnet", BuildAssembly, "--generate-schema", "--root", RootDirectory);
            if (schema.ReadAllText() != before)
                throw new OperatorException(
                    "The schema of targets and parameters was stale.", ".nuke/build.schema.json", "It has been written anew: commit it.");
        });

    // What a node's shell gets as text has no first line that names the shell: it is sh.
    private async Task CheckScripts()
    {
        const string Problem = "Shell scripts have faults";
        const string Where = "the files that shellcheck names";
        const string Fix = "Each code is explained at https://www.shellcheck.net/wiki/CODE; .shellcheckrc names those that do not apply.";
        await DebianPackages.EnsureAsync(
            "Lint", [new("shellcheck", "shellcheck")], line => Log.Information("{Line}", line), Interrupt.Control.Stop);
        var scripts = ShellScripts.In(RootDirectory, "build", "roles", "tests", "environments/lab/image", "build.sh", ".ci/run");
        await Run(Problem, Where, Fix, "shellcheck", ["--format=gcc", .. scripts.Programs]);
        await Run(Problem, Where, Fix, "shellcheck", ["--format=gcc", "--shell=sh", .. scripts.Parts]);
    }

    private static string BuildAssembly => typeof(ILint).Assembly.Location;

    private static async Task Run(string problem, string where, string fix, string name, params string[] arguments)
    {
        var result = await (Program.Of(name, arguments) with { Timeout = TimeSpan.FromMinutes(10) }).RunAsync(CancellationToken.None);
        if (!result.Succeeded)
            throw new OperatorException($"{problem}:\n{result.Output}{result.Error}".TrimEnd(), where, fix);
    }
}
