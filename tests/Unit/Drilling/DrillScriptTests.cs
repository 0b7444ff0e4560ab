using System.Diagnostics;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;

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
        foreach (var kind in Enum.GetValues<ClientKind>())
        {
            var client = ClientScript.Of(kind, "/run/drill", TimeSpan.FromMinutes(1), Sample.Topology(), new Sample.Canaries());

            await ShouldBeReadAsync(client);
            string.Join(' ', [client.Script, client.Display, .. client.Arguments]).ShouldNotContain(Sample.Canaries.Word);
        }
    }

    private static async Task ShouldBeReadAsync(Command command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-n", "-c", command.Script]) { RedirectStandardError = true })!;
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0, error);
    }
}
