using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Providers.Lab;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>The containers of an environment, reached past the tool.</summary>
internal sealed class Machines(string environment)
{
    // An engine that is installed and stopped is started as Provision does it: most tests look for leftovers first.
    private static readonly Lazy<Task> Engine = new(
        () => new DockerEngine(_ => { }, Path.GetTempPath()).EnsureAsync(CancellationToken.None));

    /// <summary>The docker client; fails with its words.</summary>
    internal static async Task<string> DockerAsync(params string[] arguments)
    {
        await Engine.Value;
        var docker = Program.Of("docker", arguments) with { Timeout = TimeSpan.FromMinutes(10) };
        var result = await docker.RunAsync(CancellationToken.None);
        result.Succeeded.ShouldBeTrue($"{docker}: {result.Error}");
        return result.Output;
    }

    internal string NameOf(string node) => $"gitlab-ha-{environment}-{node}";

    /// <summary>The names of its containers, whatever state they are in.</summary>
    internal async Task<string[]> NodesAsync() =>
        [.. Lines(await DockerAsync("ps", "--all", "--filter", Filter, "--format", "{{.Names}}")).Select(x => x[NameOf("").Length..])
            .Order(StringComparer.Ordinal)];

    /// <summary>Runs a script on a node.</summary>
    internal async Task<string> RunAsync(string node, string script) => await DockerAsync("exec", NameOf(node), "sh", "-c", script);

    /// <summary>Runs a script on all its nodes.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> RunOnAllAsync(string script)
    {
        var outputs = await Task.WhenAll((await NodesAsync()).Select(async node => (node, await RunAsync(node, script))));
        return outputs.ToDictionary(x => x.node, x => x.Item2);
    }

    /// <summary>Runs a program of this machine in a namespace of a node, with rights that the container itself does not have.</summary>
    internal async Task<string> EnterAsync(string node, params string[] command)
    {
        var id = (await DockerAsync("inspect", "--format", "{{.State.Pid}}", NameOf(node))).Trim();
        var result = await Program.Of("nsenter", ["--target", id, "--mount", .. command]).RunAsync(CancellationToken.None);
        result.Succeeded.ShouldBeTrue(result.Error);
        return result.Output;
    }

    /// <summary>Ends the shared ssh connections to a node, so that the next run must open new ones.</summary>
    internal Task CutConnectionsAsync(string node) => RunAsync(node, "pkill -f '[s]shd: root' || true");

    /// <summary>Everything a run could have touched: managed files with their times, and the processes of all services.</summary>
    internal Task<IReadOnlyDictionary<string, string>> StateAsync() => RunOnAllAsync("""
        find /etc/gitlab /etc/haproxy /etc/ssh /root/.ssh /var/lib/gitlab-ha /opt/gitlab/sv \
          -type f ! -path '*/supervise/*' ! -path '*/state' -printf '%p %T@ %U:%G %m %s\n' 2>/dev/null | sort
        find /etc/gitlab /etc/haproxy /etc/ssh /var/lib/gitlab-ha -type f 2>/dev/null | sort | xargs -r sha256sum
        sv status /etc/service/* /opt/gitlab/service/* 2>/dev/null | sed -E 's/\) [0-9]+s/)/g'
        """);

    /// <summary>Removes all that carries the environment's label, also what an earlier run of these tests left behind.</summary>
    internal async Task RemoveAsync()
    {
        if (Lines(await DockerAsync("ps", "--all", "--quiet", "--filter", Filter)) is { Length: > 0 } ids)
            await DockerAsync(["rm", "--force", "--volumes", .. ids]);
        if (Lines(await DockerAsync("network", "ls", "--quiet", "--filter", Filter)) is { Length: > 0 } networks)
            await DockerAsync(["network", "rm", .. networks]);
    }

    private string Filter => $"label=gitlab-ha.environment={environment}";

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
