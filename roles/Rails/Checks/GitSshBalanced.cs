using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Git over SSH through the load balancer reaches sshd of the Rails nodes: the host keys it shows are theirs.</summary>
public sealed partial record GitSshBalanced(Node Asks, int Port, ImmutableArray<Node> Rails) : CrossCheck
{
    /// <inheritdoc />
    public override string Id => "rails.git-ssh-balanced";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "Git over SSH reaches the Rails nodes through the load balancer";

    // ssh-keyscan connects once for each type of key, so that several nodes are asked.
    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes =>
    [
        new(Asks, Ask.Of(
            $"ssh-keyscan -p {Port} {Asks.Address}",
            """
            command -v ssh-keyscan >/dev/null || { echo "ssh-keyscan: not found"; exit 127; }
            for i in 1 2; do ssh-keyscan -T 5 -p "$1" "$2" 2>/dev/null; done | sort -u |
              ssh-keygen -l -E sha256 -f - 2>/dev/null | sed -n 's/^[0-9]* \(SHA256:[^ ]*\) .*/shown \1/p'
            echo scanned
            """,
            $"{Port}",
            Asks.Address)),
        .. Rails.Select(x => new Probe(x, Sshd.KeysInUse)),
    ];

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        if (answers.FirstOrDefault(x => x.Index == 0) is not { } scan)
            return Verdict.Unknown($"{Asks.Name} was not asked", "Make the silent nodes answer first.");
        if (!Scanned().IsMatch(scan.Output))
            return Verdict.Unknown($"{Asks.Name} says: {Excerpt.Of(scan.Output)}", $"Ask by hand: {Probes[0].Command.Display}");
        var shown = Shown().Matches(scan.Output).Select(x => x.Groups[1].Value).ToArray();
        if (shown.Length == 0)
            return Verdict.Unhealthy(
                $"nothing answers SSH on port {Port}",
                "See that sshd runs on the Rails nodes, and the servers of git-ssh in haproxy.backends.");
        var known = answers.Where(x => x.Index > 0).SelectMany(x => Sshd.Fingerprints(x.Output)).Select(x => x.Print).ToHashSet();
        if (known.Count == 0) return Verdict.Unknown("no Rails node shows its host keys", $"Ask by hand: {Sshd.KeysInUse.Display}");
        var foreign = shown.Where(x => !known.Contains(x)).ToArray();
        return foreign.Length == 0
            ? Verdict.Healthy($"{shown.Length} host keys, all of the Rails nodes")
            : Verdict.Unhealthy(
                $"{Excerpt.List(foreign)} is no host key of a Rails node",
                $"If sshd of a Rails node was not reloaded since its keys changed: systemctl reload sshd. Otherwise another server "
                    + $"answers on port {Port}: see git-ssh in /etc/haproxy/haproxy.cfg.");
    }

    [GeneratedRegex(@"^scanned\r?$", RegexOptions.Multiline)]
    private static partial Regex Scanned();

    [GeneratedRegex(@"^shown (SHA256:\S+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Shown();
}
