using System.Diagnostics;
using System.Runtime.Versioning;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Unit;

/// <summary>A folder of programs that stand before the real ones in PATH, for a command's script in a real shell.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FakePrograms : IDisposable
{
    private const string Embedded = "/opt/gitlab/embedded/bin/";

    internal string Folder { get; } = Directory.CreateTempSubdirectory("gitlab-ha-programs-").FullName;

    internal string Log => Path.Combine(Folder, "log");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A program of that name; its script finds <c>$folder</c> and <c>$log</c>.</summary>
    internal async Task AddAsync(string name, string script)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\nfolder={Folder} log={Log}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs the script with these programs before the real ones, Omnibus' own among them, and a line to read.</summary>
    internal async Task<CommandResult> RunAsync(Command command)
    {
        var script = command.Script.Replace(Embedded, "", StringComparison.Ordinal);
        var start = new ProcessStartInfo(
            "sh", ["-c", script, "sh", .. command.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["PATH"] = $"{Folder}:/usr/bin:/bin";
        using var shell = Process.Start(start)!;
        try
        {
            await shell.StandardInput.WriteLineAsync("password");
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The script ended without reading it, before it was written: a closed pipe.
        }

        var texts = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        return new CommandResult(shell.ExitCode, texts[0], texts[1]);
    }
}
