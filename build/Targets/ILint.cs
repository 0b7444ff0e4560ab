using GitLabHa.Core;
using GitLabHa.Remote.Processes;
using Nuke.Common;
using Nuke.Common.IO;

internal interface ILint : INukeBuild
{
    Target Lint => _ => _
        .Description("Refuses unformatted code and stale generated files")
        .Executes(async () =>
        {
            await Run("Code is not formatted", "Run: dotnet format build/gitlab-ha.slnx",
                "dotnet", "format", RootDirectory / "build" / "gitlab-ha.slnx", "--verify-no-changes");
            var schema = RootDirectory / ".nuke" / "build.schema.json";
            var before = schema.FileExists() ? schema.ReadAllText() : "";
            await Run("The schema could not be generated", "Run: ./build.sh --generate-schema",
                "dotnet", BuildAssembly, "--generate-schema", "--root", RootDirectory);
            if (schema.ReadAllText() != before)
                throw new OperatorException(
                    "The schema of targets and parameters was stale.", ".nuke/build.schema.json", "It has been written anew: commit it.");
        });

    private static string BuildAssembly => typeof(ILint).Assembly.Location;

    private static async Task Run(string problem, string fix, string name, params string[] arguments)
    {
        var result = await (Program.Of(name, arguments) with { Timeout = TimeSpan.FromMinutes(10) }).RunAsync(CancellationToken.None);
        if (!result.Succeeded)
            throw new OperatorException(
                $"{problem}:\n{result.Output}{result.Error}".TrimEnd(), string.Join(' ', [name, .. arguments]), fix);
    }
}
