using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>An environment of a test, in a root of its own, with everything that belongs to it.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    /// <summary>How long an environment may take until it has noticed what happened.</summary>
    internal static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    internal Deployment(string name)
    {
        Name = name;
        Machines = new Machines(name);
        Directory.CreateDirectory(Path.Combine(Root, ".nuke"));
        Directory.CreateDirectory(Folder);
    }

    internal string Name { get; }

    /// <summary>The first three numbers of its nodes' addresses.</summary>
    internal string Network { get; private set; } = "";

    /// <summary>What stands in for the repository.</summary>
    internal string Root { get; } = Directory.CreateTempSubdirectory("gitlab-ha-e2e-").FullName;

    internal Machines Machines { get; }

    /// <summary>Where its files are.</summary>
    internal string Folder => Path.Combine(Root, "environments", Name);

    /// <summary>What the tool keeps of it on this machine.</summary>
    internal string State => Path.Combine(Root, ".state", Name);

    /// <summary>The reports.</summary>
    internal string Artifacts => Path.Combine(Root, "artifacts", Name);

    public async ValueTask DisposeAsync()
    {
        if (LabFactAttribute.Missing is null)
        {
            // The tool also ends its shared connections; what it leaves goes by label.
            if (Directory.Exists(State)) await RunAsync("Destroy");
            await Machines.RemoveAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Three nodes with Consul and Redis: the cheapest environment with a quorum.</summary>
    internal Deployment Small(string network, string more = "")
    {
        WriteEnvironment(network, "memory_mib: 512", more);
        Write("redis.yml", $$"""
            roles: [consul, redis]
            nodes:
              - { name: redis-1, address: {{network}}.11 }
              - { name: redis-2, address: {{network}}.12 }
              - { name: redis-3, address: {{network}}.13 }
            """);
        return this;
    }

    /// <summary>A site of these groups; "more" are further lines of environment.yml.</summary>
    internal Deployment Site(string network, string more, params (string Group, string Roles, int Nodes, int Address)[] groups)
    {
        Network = network;
        WriteEnvironment(network, "", more);
        foreach (var (group, roles, nodes, address) in groups)
            Write($"{group}.yml", $"roles: [{roles}]\nnodes:\n" + string.Concat(Enumerable.Range(0, nodes).Select(x =>
                $"  - {{ name: {group}-{x + 1}, address: {network}.{address + x} }}\n")));
        return this;
    }

    /// <summary>The nodes of the lab that the repository has, on another network.</summary>
    internal Deployment Whole(string network)
    {
        Network = network;
        foreach (var file in Directory.GetFiles(Path.Combine(Tool.Repository, "environments", "lab"), "*.yml"))
            Write(Path.GetFileName(file), File.ReadAllText(file).Replace("172.30.0", network, StringComparison.Ordinal));
        return this;
    }

    private void WriteEnvironment(string network, string lab, string more) => Write("environment.yml", $"""
        gitlab:
          edition: ee
          version: 18.2.8
          external_url: http://gitlab.lab.test
        provider: lab
        lab:
          subnet: {network}.0/24
          {lab}
        ntp_host: 127.0.0.1
        {more}
        """);

    internal void Write(string file, string text) => File.WriteAllText(Path.Combine(Folder, file), text);

    internal string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>A group's file with one more setting; other tests of the same lab may have left theirs.</summary>
    internal static string WithSetting(string file, string setting) => file.Contains("\nsettings:\n", StringComparison.Ordinal)
        ? file.Replace("\nsettings:\n", $"\nsettings:\n{setting}", StringComparison.Ordinal)
        : $"{file}\nsettings:\n{setting}";

    /// <summary>Changes a file of it until the returned handle is disposed.</summary>
    internal IDisposable Change(string file, Func<string, string> change)
    {
        var before = Read(file);
        Write(file, change(before));
        return new Restored(() => Write(file, before));
    }

    /// <summary>Runs the tool on it, to the end.</summary>
    internal async Task<ToolRun> RunAsync(params string[] arguments)
    {
        await using var tool = await StartAsync(arguments);
        return await tool.EndAsync();
    }

    /// <summary>The same with something on its standard input.</summary>
    internal async Task<ToolRun> PipeAsync(string input, params string[] arguments)
    {
        await using var tool = await Tool.PipeAsync(input, Root, Machines, [.. arguments, "--env", Name]);
        return await tool.EndAsync();
    }

    /// <summary>Runs the tool on it until it succeeds; past the deadline its last run must.</summary>
    internal async Task<ToolRun> RunUntilSucceedsAsync(TimeSpan deadline, params string[] arguments)
    {
        var end = new Deadline(deadline);
        while (true)
        {
            var run = await RunAsync(arguments);
            if (run.ExitCode == 0 || end.HasPassed) return run.ShouldSucceed();
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Verifies until it says something: HAProxy, Consul and Praefect take a server down only after some failed checks.</summary>
    internal async Task<ToolRun> UntilVerifySaysAsync(string evidence)
    {
        var end = new Deadline(Settled);
        while (true)
        {
            var run = await RunAsync("Verify");
            if (run.Output.Contains(evidence, StringComparison.Ordinal) || end.HasPassed) return run.ShouldSay(evidence);
        }
    }

    /// <summary>Verifies until all is well.</summary>
    internal async Task HealthyAsync() => (await RunUntilSucceedsAsync(Settled, "Verify")).ShouldSay("0 unhealthy, 0 unknown");

    /// <summary>Starts the tool on it.</summary>
    internal Task<RunningTool> StartAsync(params string[] arguments) => Tool.StartAsync(Root, Machines, [.. arguments, "--env", Name]);

    private sealed class Restored(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}
