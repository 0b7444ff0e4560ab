using GitLabHa.Core;
using GitLabHa.Operations.Interaction;
using GitLabHa.Remote.Processes;
using Nuke.Common;
using Nuke.Common.IO;

internal interface IBench : INukeBuild
{
    private static readonly string[] Names = ["tool", "scale", "fleet", "backup", "lab"];

    [Parameter("The benchmarks to run alone, separated by commas: tool, scale, fleet, backup, lab",
        Separator = ",", ValueProviderType = typeof(IBench), ValueProviderMember = nameof(PartNames))]
    string[]? Parts => TryGetValue(() => Parts);

    IEnumerable<string> PartNames => Names;

    Target Bench => _ => _
        .Description(
            "Measures help, Render, 1,000 nodes, 300 sshd's, backups against tar and aws, and Deploy on a lab against Ansible; 10 minutes")
        .Executes(async () =>
        {
            var project = RootDirectory / "tests" / "Benchmarks";
            // On the terminal, so that Ctrl-C reaches it and it removes its lab.
            var run =
                await (Program.Of("dotnet",
                ["run", "--configuration", "Release", "--project", project, "--", RootDirectory, .. Parts ?? []]) with
                {
                    OnTerminal = true,
                    OnLine = Terminal.Out.WriteLine,
                    Timeout = TimeSpan.FromHours(2),
                }).RunAsync(CancellationToken.None);
            if (!run.Succeeded)
                throw new OperatorException($"The benchmarks ended early: {run.LastLine}", project, "The lines above have the rest.");
        });
}
