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
    private static string Functions => EmbeddedScript.Of(typeof(Fault), "fault-functions.sh") + "\n";

    private static string HealScript => Functions + EmbeddedScript.Of(typeof(Fault), "fault-heal.sh");

    private static string InjectScript => Functions + EmbeddedScript.Of(typeof(Fault), "fault-inject.sh");

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
