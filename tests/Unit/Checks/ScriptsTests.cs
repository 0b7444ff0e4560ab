using System.Diagnostics;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Unit.Checks;

public sealed class ScriptsTests
{
    public static TheoryData<string> Ids => Catalogue.Ids;

    [Theory(Timeout = 20_000)]
    [MemberData(nameof(Ids))]
    public async Task Every_script_is_what_a_posix_shell_can_read(string id)
    {
        foreach (var command in Catalogue.Of(id).Probes.Select(x => x.Command).DistinctBy(x => x.Script))
        {
            var result = await RunAsync("-n", "-c", command.Script);

            result.ExitCode.ShouldBe(0, result.Output + result.Error);
        }
    }

    [Theory(Timeout = 20_000)]
    [InlineData("site.clocks")]
    [InlineData("site.disk-space")]
    public async Task What_this_machine_answers_is_understood(string id)
    {
        var check = Catalogue.Of(id);
        var command = check.Probes[0].Command;

        var result = await RunAsync(["-c", command.Script, "sh", .. command.Arguments]);

        check.Interpret([.. check.Probes.Select(x => new ProbeResult(x.Node, result))]).Health.ShouldNotBe(Health.Unknown, result.Output);
    }

    private static async Task<CommandResult> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("sh", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }
}
