using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;

namespace GitLabHa.Remote.Drilling;

/// <summary>What a drill is put together from.</summary>
public sealed record DrillParts : ClientParts
{
    /// <summary>Who leads now, asked anew.</summary>
    public required Func<CancellationToken, Task<LiveState>> Live { get; init; }

    /// <summary>Asks everything that Verify asks.</summary>
    public required Func<CancellationToken, Task<IReadOnlyList<CheckOutcome>>> Verify { get; init; }

    /// <summary>Awaited before the fault: records that the site is not known to be healthy from then on.</summary>
    public required Func<CancellationToken, Task> Begin { get; init; }

    /// <summary>How a rollout moves a leader elsewhere.</summary>
    public required Func<Node, HandOver> HandOver { get; init; }

    /// <summary>Told what happens, when it happens.</summary>
    public required Action<TimelineEvent> Log { get; init; }
}
