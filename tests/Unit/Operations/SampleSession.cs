using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Operations;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Providers;
using GitLabHa.Reporting;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Remote;

namespace GitLabHa.Tests.Unit.Operations;

/// <summary>A run on the sample, whose nodes are fakes and whose folder is the test's own.</summary>
internal sealed class SampleSession : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gitlab-ha-session-");
    private readonly List<string> _ran = [];
    private DesiredSite? _desired;

    internal SampleSession(string[]? silent = null, Func<Command, byte[]>? output = null, Func<Command, string>? answer = null)
    {
        IConnection Connect(Node node) => new FakeNode(node, x => Answer(node, x, silent ?? [], answer), x => Output(node, x, output));
        var options = new RunOptions
        {
            Root = _root.FullName,
            Limit = [],
            Roles = RoleCatalog.Known,
            Control = new RunControl(CancellationToken.None, CancellationToken.None),
            Invocation = "a test",
        };
        var environment = Sample.Environment();
        var reports = new Reports(ReportConsole.Plain(TextWriter.Null), Path.Combine(_root.FullName, "artifacts"));
        Session = new Session(options, environment, new HostsProvider(new Topology(environment)), () => new FakeSite(Connect), reports);
        // Nodes that run without a store of their secrets are refused.
        KeepSecretsAsync().GetAwaiter().GetResult();
    }

    /// <summary>The run.</summary>
    internal Session Session { get; }

    /// <summary>Where the test keeps backups.</summary>
    internal string Backups => Path.Combine(_root.FullName, "backups");

    /// <summary>The commands that ran on nodes, apart from what only looks, locks and records.</summary>
    internal IReadOnlyList<string> Ran => _ran;

    public void Dispose() => _root.Delete(recursive: true);

    private async Task KeepSecretsAsync()
    {
        _desired = await Session.DesiredAsync();
        await Session.SaveSecretsAsync();
    }

    private CommandResult Answer(Node node, Command command, string[] silent, Func<Command, string>? answer)
    {
        if (silent.Contains(node.Name)) return new CommandResult(CommandResult.Unreachable, "", "connection refused");
        if (command.Display != "observe") Note(node, command);
        return new CommandResult(0, command.Display == "observe" ? Report(node) : answer?.Invoke(command) ?? "", "");
    }

    private byte[] Output(Node node, Command command, Func<Command, byte[]>? output)
    {
        Note(node, command);
        return output?.Invoke(command) ?? [];
    }

    private void Note(Node node, Command command)
    {
        var line = $"{node}: {command.Display}";
        lock (_ran)
            if (_ran.LastOrDefault() != line) _ran.Add(line);
    }

    private string Report(Node node)
    {
        var probes = _desired!.FreshOf(node).Ensures.Select((_, i) => $"probe {i} 0\n");
        var leader = node.Has(RoleNames.Postgres)
            ? """cluster {"members":[{"name":"postgres-2","role":"leader","host":"10.0.0.22"}]}""" + "\n"
            : "";
        return $"marker applied\n{string.Concat(probes)}{leader}end\n";
    }
}
