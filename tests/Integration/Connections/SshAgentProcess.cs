using System.Diagnostics;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>An ssh-agent of its own, which this process and its children use until it is disposed.</summary>
internal sealed class SshAgentProcess : IDisposable
{
    private const string Variable = "SSH_AUTH_SOCK";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly Process _agent;

    private SshAgentProcess(Process agent, string socket)
    {
        _agent = agent;
        Environment.SetEnvironmentVariable(Variable, socket);
    }

    public static async Task<SshAgentProcess> StartAsync(string folder)
    {
        var socket = Path.Combine(folder, $"agent-{Guid.NewGuid():N}"[..12]);
        var start = new ProcessStartInfo("ssh-agent", ["-D", "-a", socket]) { RedirectStandardOutput = true };
        var agent = new SshAgentProcess(Process.Start(start)!, socket);
        for (var attempt = 0; attempt < 100 && !File.Exists(socket); attempt++) await Task.Delay(50);
        return agent;
    }

    /// <summary>Has it hold a key; a passphrase is given as ssh-add asks for it.</summary>
    public static async Task AddAsync(string file, string passphrase = "")
    {
        var ask = file + ".ask";
        await File.WriteAllTextAsync(ask, $"#!/bin/sh\necho '{passphrase}'\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(ask, (UnixFileMode)0b111_000_000);
        var add = Program.Of("env", $"SSH_ASKPASS={ask}", "SSH_ASKPASS_REQUIRE=force", "DISPLAY=:0", "ssh-add", file);
        var result = await add.RunAsync(CancellationToken.None);
        result.Succeeded.ShouldBeTrue(result.Error);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _agent.Kill();
        _agent.Dispose();
    }
}
