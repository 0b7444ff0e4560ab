using System.Diagnostics;
using System.Runtime.Versioning;
using GitLabHa.Core.Commands;
using GitLabHa.Remote.Observing;

namespace GitLabHa.Tests.Unit.Remote.Observing;

/// <summary>
/// The storage names that the real observation script reads from configurations of Gitaly and Praefect, one of which may be missing.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class StorageNamesScriptTests : IDisposable
{
    private const string Gitaly = "[[storage]]\nname = \"gitaly-1\"\npath = \"/repositories\"\n";
    private const string Praefect = "[[virtual_storage.node]]\nstorage = \"gitaly-2\"\naddress = \"tcp://10.0.0.42:8075\"\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-storages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Whichever_is_there_is_read(bool gitaly, bool praefect)
    {
        if (gitaly) await WriteAsync("gitaly", Gitaly);
        if (praefect) await WriteAsync("praefect", Praefect);

        string[] expected =
        [
            .. gitaly ? ["storage gitaly-1"] : Array.Empty<string>(),
            .. praefect ? ["virtual-storage 10.0.0.42 gitaly-2"] : Array.Empty<string>(),
        ];
        (await ReportAsync()).Where(x => x.Contains("storage", StringComparison.Ordinal)).ShouldBe(expected);
    }

    private async Task WriteAsync(string program, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, program));
        await File.WriteAllTextAsync(Path.Combine(_folder, program, "config.toml"), text);
    }

    private async Task<string[]> ReportAsync()
    {
        var script = EmbeddedScript.Of(typeof(ObserveCommand), "observe.sh").Replace("/var/opt/gitlab", _folder, StringComparison.Ordinal);
        var start = new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync("storages\n");
        shell.StandardInput.Close();
        var report = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return report.Split('\n');
    }
}
