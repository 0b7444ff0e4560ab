using GitLabHa.Core.Upgrading;
using GitLabHa.Operations;
using GitLabHa.Operations.Backups;
using GitLabHa.Operations.Deploying;
using GitLabHa.Operations.Drilling;
using GitLabHa.Operations.Rehearsing;
using GitLabHa.Operations.Secrets;
using GitLabHa.Operations.Upgrading;

namespace GitLabHa.Tests.Unit.Operations;

/// <summary>What holds of every operation, as its list of phases says.</summary>
public sealed class OperationsTests : IDisposable
{
    private readonly SampleSession _sample = new();

    private IReadOnlyList<IOperation> All
    {
        get
        {
            var (session, places, labs) = (_sample.Session, new BackupPlaces(_sample.Backups, null),
                new ScratchLabs(_sample.Session.Options, keep: false));
            return
            [
                new ProvisionOperation(session), new DestroyOperation(session), new VerifyOperation(session),
                new BackupOperation(session, places, null), new ListBackupsOperation(session.Environment, places),
                new VerifyBackupOperation(session.Environment, places, null),
                new RestoreOperation(session, session.Environment, places, null, null),
                new RestoreDrillOperation(session, places, labs, null, "lab"),
                new UpgradeOperation(session, UpgradeMode.ZeroDowntime, "18.3", oneHop: false, places),
                new PostgresUpgradeOperation(session, null, withDowntime: true, TimeSpan.FromHours(1), places),
                new RehearseOperation(session, labs, null, "18.3"), new DrillOperation(session, null, 1, null),
                new RecoverSecretsOperation(session), new SetSecretOperation(session, "x"),
                new RotateSecretOperation(session, [], all: true),
                new ReplaceNodeOperation(session, null),
            ];
        }
    }

    [Fact]
    public void None_is_forgotten_here() => All.Select(x => x.GetType()).ShouldBe(
        typeof(IOperation).Assembly.GetTypes().Where(x => x.IsClass && x.IsAssignableTo(typeof(IOperation))), ignoreOrder: true);

    [Fact]
    public void Whatever_changes_a_site_holds_its_lock()
    {
        var changing = All.Where(x => x is not (ProvisionOperation or DestroyOperation) && x.Phases.Any(phase => phase.Changes)).ToArray();

        changing.Length.ShouldBe(7);
        foreach (var operation in changing)
            operation.Phases.TakeWhile(x => !x.Changes).Select(x => x.Name).ShouldContain("lock the environment", operation.Name);
    }

    [Fact]
    public void Phases_are_named_once_and_in_the_imperative()
    {
        foreach (var operation in All)
        {
            operation.Phases.Select(x => x.Name).ShouldBeUnique(operation.Name);
            operation.Phases.ShouldAllBe(x => char.IsLower(x.Name[0]) && !x.Name.EndsWith('.'));
        }
    }

    [Fact]
    public void They_read_like_a_table_of_contents() => Snapshot.Matches(string.Concat(All.Select(Contents)), "phases.txt");

    private static string Contents(IOperation operation) =>
        $"{operation.Name}\n{string.Concat(operation.Phases.Select(x => $"  {x.Name}{(x.Changes ? " (changes the site)" : "")}\n"))}\n";

    public void Dispose() => _sample.Dispose();
}
