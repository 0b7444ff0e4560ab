using DotNet.Testcontainers.Containers;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Services.Containers;

/// <summary>The container that is a node of the environment.</summary>
internal sealed class Machine(Node node, IContainer container, string network)
{
    internal Node Node => node;

    internal IContainer Container => container;

    /// <summary>Runs a script in it; fails with what it prints.</summary>
    internal async Task<string> RunAsync(string script, params string[] arguments)
    {
        var result = await RunAsync(Command.Shell(script, script, arguments));
        if (result.Succeeded) return result.Output;
        throw new InvalidOperationException($"{node}: exit code {result.ExitCode} of {script}\n{result.Output}{result.Error}");
    }

    /// <summary>Runs a command of the product in it.</summary>
    internal Task<CommandResult> RunAsync(Command command) => Docker.RunAsync(container.Id, command);

    /// <summary>Ends everything in it at once, as a power cut does.</summary>
    internal Task KillAsync() => Docker.RunAsync("kill", container.Id);

    /// <summary>Starts it after that.</summary>
    internal Task StartAsync() => Docker.RunAsync("start", container.Id);

    /// <summary>Ends its service, which refuses connections then, as a crashed one does.</summary>
    internal Task StopServiceAsync() => RunAsync("touch /tmp/stopped; kill -KILL \"$(cat /tmp/service.pid)\"");

    /// <summary>Starts it again.</summary>
    internal Task StartServiceAsync() => RunAsync("rm -f /tmp/stopped");

    /// <summary>Stops the time of its service: connections are accepted and nothing answers.</summary>
    internal Task HangServiceAsync() => RunAsync("kill -STOP \"$(cat /tmp/service.pid)\"");

    /// <summary>Lets it go on.</summary>
    internal Task ResumeServiceAsync() => RunAsync("kill -CONT \"$(cat /tmp/service.pid)\"");

    /// <summary>Pulls its network cable; what is in it goes on.</summary>
    internal Task DisconnectAsync() => Docker.RunAsync("network", "disconnect", network, container.Id);

    /// <summary>Plugs it in again, with the same address.</summary>
    internal Task ReconnectAsync() => Docker.RunAsync("network", "connect", "--ip", node.Address, network, container.Id);
}
