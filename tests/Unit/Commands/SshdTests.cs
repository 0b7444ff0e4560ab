using System.Runtime.Versioning;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Unit.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class SshdTests : IDisposable
{
    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData("ssh")]
    [InlineData("sshd")]
    public async Task The_unit_that_runs_is_reloaded_whatever_its_name_is(string unit)
    {
        await _programs.AddAsync("sshd", "echo sshd \"$@\" >>$log");
        await _programs.AddAsync("systemctl", $$"""
            for name; do :; done
            [ "$name" = {{unit}} ] || { echo "Unit $name.service not found." >&2; exit 4; }
            [ "$1" = is-active ] || echo "$@" >>$log
            """);

        (await _programs.RunAsync(Sshd.Reload)).Succeeded.ShouldBeTrue();

        (await File.ReadAllLinesAsync(_programs.Log)).ShouldBe(["sshd -t", $"reload {unit}"]);
    }

    [Fact]
    public async Task A_configuration_that_sshd_refuses_is_not_loaded()
    {
        await _programs.AddAsync("sshd", "echo line 1: Bad configuration option >&2; exit 255");
        await _programs.AddAsync("systemctl", "echo \"$@\" >>$log");

        var result = await _programs.RunAsync(Sshd.Reload);

        result.ExitCode.ShouldBe(255);
        result.Error.ShouldContain("Bad configuration option");
        File.Exists(_programs.Log).ShouldBeFalse();
    }
}
