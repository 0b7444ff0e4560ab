using GitLabHa.Core;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Remote.Applying;

/// <summary>Makes the phases of a PostgreSQL major upgrade, one after the other.</summary>
public sealed class PostgresUpgradeRunner(StageRunner runner)
{
    /// <summary>Makes them; a failure stops everything and says what is safe.</summary>
    public async Task RunAsync(IEnumerable<PostgresPhase> phases, RunControl control)
    {
        foreach (var phase in phases)
        {
            try
            {
                await runner.ApplyAsync(phase.Stage, phase.Nodes, _ => GroupRollout.Unordered, control).ConfigureAwait(false);
            }
            catch (OperatorException failure)
            {
                throw new OperatorException(failure.Problem, failure.Where, phase.IfItFails);
            }
        }
    }
}
