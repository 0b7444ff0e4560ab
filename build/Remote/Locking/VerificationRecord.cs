using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Locking;

/// <summary>
/// Says, on the nodes that keep the lock, which run changed the site without a healthy Verify since: a run that ended before that is
/// not taken for a healthy one when it is repeated, by whoever repeats it.
/// </summary>
public sealed class VerificationRecord(IReadOnlyCollection<IConnection> nodes, TimeProvider time)
{
    private const string BeginScript = """
        umask 022
        mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha && printf '%s\n' "$1" >unverified.new && mv unverified.new unverified
        """;

    private readonly ImmutableArray<IConnection> _keepers = EnvironmentLock.KeepersAmong(nodes);

    /// <summary>Whether this run has changed something and has not found the site healthy since.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Records, before the first change, that the site is not known to be healthy; fails when no keeper can record it.</summary>
    public async Task OpenAsync(string run, CancellationToken cancellationToken)
    {
        if (IsOpen) return;
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{run} by {RunningProcess.Who}, begun {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC");
        var results = await RunAsync(
            Command.Shell("record that a run is not verified", BeginScript, line), cancellationToken).ConfigureAwait(false);
        if (!results.Any(x => x.Succeeded))
            throw new OperatorException(
                $"No node could record that this run begins: {results[0].Error.Trim()}",
                string.Join(", ", _keepers.Select(x => x.Node.Name)),
                "Check disk space and /var/lib/gitlab-ha on these nodes, then rerun the command.");
        IsOpen = true;
    }

    /// <summary>Removes the record: the whole site was found healthy after the last change.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await RunAsync(
            Command.Shell("record that the site is healthy", "rm -f /var/lib/gitlab-ha/unverified"),
            cancellationToken).ConfigureAwait(false);
        IsOpen = false;
    }

    private async Task<CommandResult[]> RunAsync(Command command, CancellationToken cancellationToken) =>
        await Task.WhenAll(_keepers.Select(x => x.RunAsync(command, cancellationToken))).ConfigureAwait(false);
}
