using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Locking;

/// <summary>Keeps the record of a site's nodes on the nodes that keep its lock, and what this machine knows of it in a file.</summary>
public sealed class SiteRecordKeeper(IReadOnlyCollection<IConnection> nodes, string stateDirectory)
{
    private const string Script = $"""
        umask 022
        mkdir -p /var/lib/gitlab-ha && cat >{SiteRecord.Path}.new && mv {SiteRecord.Path}.new {SiteRecord.Path}
        """;

    private SiteRecord _kept = SiteRecord.None;

    /// <summary>Keeps a record that says something new; fails when no node could keep it.</summary>
    public async Task KeepAsync(SiteRecord found, Func<SiteRecord, SiteRecord> next, CancellationToken cancellationToken)
    {
        if (found.Number > _kept.Number) _kept = found;
        var record = next(_kept);
        if (record.Agrees(_kept)) return;
        var command = Command.Shell("record the nodes of the site", Script) with { Input = SecretText.Plain($"{record}\n") };
        var keepers = EnvironmentLock.KeepersAmong(nodes);
        var results = await Task.WhenAll(keepers.Select(x => x.RunAsync(command, cancellationToken))).ConfigureAwait(false);
        if (!results.Any(x => x.Succeeded))
            throw new OperatorException(
                $"No node could record the nodes of the site: {results[0].Error.Trim()}",
                string.Join(", ", keepers.Select(x => x.Node.Name)),
                "Check disk space and /var/lib/gitlab-ha on these nodes, then rerun the command.");
        Directory.CreateDirectory(stateDirectory);
        await File.WriteAllTextAsync(FileIn(stateDirectory), $"{record}\n", cancellationToken).ConfigureAwait(false);
        _kept = record;
    }

    /// <summary>The record that this machine kept; none where it never changed the site.</summary>
    public static SiteRecord ReadFrom(string stateDirectory) =>
        (File.Exists(FileIn(stateDirectory)) ? SiteRecord.Read(File.ReadAllText(FileIn(stateDirectory))) : null) ?? SiteRecord.None;

    /// <summary>Forgets what this machine knows: the site is gone.</summary>
    public static void Forget(string stateDirectory) => File.Delete(FileIn(stateDirectory));

    private static string FileIn(string stateDirectory) => Path.Combine(stateDirectory, "nodes.json");
}
