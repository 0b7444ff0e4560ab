using System.Globalization;
using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Drilling;

/// <summary>
/// Something that is broken on a node, and healed again. Both may be repeated. A switch on the node heals it after a deadline
/// by itself, should whoever broke it be gone by then.
/// </summary>
/// <param name="Kind">What is done.</param>
/// <param name="Services">The runit services it is done to; none: all of the node.</param>
/// <param name="Peers">The addresses that a node which is cut off still reaches.</param>
public sealed record Fault(FaultKind Kind, IReadOnlyList<string> Services, IReadOnlyList<string> Peers)
{
    // PostgreSQL leaves Patroni's process tree on purpose, to outlive it; a number that is left in its file may be anybody's.
    private const string Functions = """
        PATH=/opt/gitlab/embedded/bin:$PATH:/usr/sbin:/sbin
        services=$(printf %s "$1" | tr ',' ' ')
        [ -n "$services" ] || services=$(ls /opt/gitlab/service)
        postgres() {
          data=$(sed -n 's/.*data_dir"*: *"*\([^",]*\).*/\1/p' /var/opt/gitlab/patroni/patroni.yaml | head -n 1)
          pid=$(head -n 1 "$data/postmaster.pid") && grep -q '^post' "/proc/$pid/comm" && echo "$pid"
        }
        processes() {
          found= generation=
          for service in $services; do
            generation="$generation $(cat "/opt/gitlab/service/$service/supervise/pid")"
            [ "$service" != patroni ] || generation="$generation $(postgres)"
          done 2>/dev/null
          while generation=$(echo $generation) && [ -n "$generation" ]; do
            found="$found $generation"
            generation=$(for pid in $generation; do pgrep -P "$pid"; done)
          done
          echo $found
        }
        firewall() { command -v iptables >/dev/null && iptables -w "$@"; }

        """;

    private const string HealScript = Functions + """
        for chain in INPUT OUTPUT; do while firewall -D $chain -j GITLAB-HA-DRILL; do :; done; done 2>/dev/null
        { firewall -F GITLAB-HA-DRILL && firewall -X GITLAB-HA-DRILL; } 2>/dev/null
        running=$(processes)
        [ -z "$running" ] || kill -CONT $running 2>/dev/null
        for service in $services; do sv up "/opt/gitlab/service/$service" || failed=$service; done >/dev/null
        switch=$(cat /run/gitlab-ha-drill 2>/dev/null)
        rm -f /run/gitlab-ha-drill
        [ -z "$failed" ] || echo "$failed does not come up" >&2
        # Last of all, since it may be the switch itself that runs this. Its process group; dash's kill takes no "--" before it.
        ! grep -qs gitlab-ha-drill "/proc/$switch/cmdline" || kill -TERM "-$switch"
        [ -z "$failed" ]
        """;

    private const string InjectScript = Functions + """
        kind=$2 seconds=$3 heal=$4; shift 4
        [ ! -e /run/gitlab-ha-drill ] || { echo "another drill is under way on this node (/run/gitlab-ha-drill)" >&2; exit 1; }
        [ "$kind" != CutOff ] || firewall -N GITLAB-HA-DRILL || { echo "iptables is needed to cut a node off" >&2; exit 1; }
        setsid sh -c "sleep $seconds
        $heal" gitlab-ha-drill "$(echo $services | tr ' ' ',')" </dev/null >/dev/null 2>&1 &
        echo $! >/run/gitlab-ha-drill || exit 1
        case $kind in
          Kill)
            running=$(processes)
            for service in $services; do sv once "/opt/gitlab/service/$service"; done >/dev/null
            kill -KILL $running $(processes) 2>/dev/null ;;
          Pause)
            # Twice: a process may have forked before it stood still.
            kill -STOP $(processes) && kill -STOP $(processes) ;;
          CutOff)
            for way in -i -o; do firewall -A GITLAB-HA-DRILL $way lo -j RETURN || exit 1; done
            for port in $(sshd -T 2>/dev/null | sed -n 's/^port //p') ${SSH_CONNECTION##* }; do
              for way in --sport --dport; do firewall -A GITLAB-HA-DRILL -p tcp $way "$port" -j RETURN || exit 1; done
            done
            for peer; do for way in -s -d; do firewall -A GITLAB-HA-DRILL $way "$peer" -j RETURN || exit 1; done; done
            firewall -A GITLAB-HA-DRILL -j DROP && firewall -I INPUT -j GITLAB-HA-DRILL && firewall -I OUTPUT -j GITLAB-HA-DRILL || exit 1 ;;
        esac
        exit 0
        """;

    /// <summary>Breaks it; after the time given, the node heals itself.</summary>
    public Command Inject(TimeSpan mendsItselfAfter) => Command.Shell(
        $"{Words} on this node",
        InjectScript,
        [string.Join(',', Services), Kind.ToString(), ((int)mendsItselfAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            HealScript, .. Peers]);

    /// <summary>Heals it, whether it was broken or not.</summary>
    public Command Heal =>
        Command.Shell("heal this node", HealScript, string.Join(',', Services)) with { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>What is done, for people.</summary>
    public string Words => Kind switch
    {
        FaultKind.Kill => $"{What} killed",
        FaultKind.Pause => $"{What} paused",
        FaultKind.CutOff => Peers.Count == 0 ? "cut off" : $"cut off with {string.Join(", ", Peers)}",
        _ => "hands over",
    };

    private string What => Services.Count == 0 ? "all services" : string.Join(", ", Services);
}
