using System.Diagnostics;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class DrillScriptTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_shell_can_read_every_fault_and_its_remedy(string kind)
    {
        var fault = new Fault(Enum.Parse<FaultKind>(kind), ["redis"], ["10.0.0.1"]);

        await ShouldBeReadAsync(fault.Inject(TimeSpan.FromMinutes(1)));
        await ShouldBeReadAsync(fault.Heal);
    }

    [Fact]
    public async Task A_shell_can_read_every_client_and_no_secret_is_among_its_arguments()
    {
        foreach (var kind in RoleCatalog.Known.Drills.Select(x => x.Client).DistinctBy(x => x.Name))
        {
            var client = kind.Script(
                "/run/drill", new ClientTimes(TimeSpan.FromMinutes(1), ClientTimes.Restless), Sample.Topology(), new Sample.Canaries());

            await ShouldBeReadAsync(client);
            string.Join(' ', [client.Script, client.Display, .. client.Arguments]).ShouldNotContain(Sample.Canaries.Word);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-TERM")]
    public async Task A_client_that_nobody_listens_to_any_more_leaves_nothing(string signal)
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("gitlab-ha-client-").FullName, "client");
        var client = SiteClient.Web.Script(
            folder, new ClientTimes(TimeSpan.FromMinutes(1), ClientTimes.Restless), Sample.Topology(), new Sample.Canaries());
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", "curl() { echo 200; }\n" + client.Script, "client", .. client.Arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        shell.StandardInput.Close();
        while (!File.Exists(Path.Combine(folder, "samples"))) await Task.Delay(20);

        shell.StandardOutput.Close();
        if (signal.Length > 0) using (Process.Start("kill", [signal, $"{shell.Id}"])) { }
        else await File.WriteAllTextAsync(Path.Combine(folder, "stop"), "");
        await shell.WaitForExitAsync();

        Directory.Exists(folder).ShouldBeFalse();
        Directory.Delete(Path.GetDirectoryName(folder)!);
    }

    private static async Task ShouldBeReadAsync(Command command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-n", "-c", command.Script]) { RedirectStandardError = true })!;
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0, error);
    }
}
