using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradePathPropertyTests
{
    private static readonly Gen<GitLabVersion> Versions =
        from release in Gen.Elements(Paths.Table.Releases.ToArray())
        from patch in Gen.Choose(0, release.Latest.Patch)
        select release.First with { Patch = patch };

    private static readonly Arbitrary<(GitLabVersion From, GitLabVersion To, bool ZeroDowntime)> Upgrades =
        (from a in Versions
         from b in Versions
         from zeroDowntime in Gen.Elements(true, false)
         where a != b
         select a < b ? (a, b, zeroDowntime) : (b, a, zeroDowntime)).ToArbitrary();

    [Fact]
    public void A_path_ascends_without_a_gap_and_ends_at_the_target() => Holds(path =>
        path.Hops[0].From == path.From && path.Hops[^1].To == path.To
        && path.Hops.All(x => x.From < x.To)
        && path.Hops.Zip(path.Hops.Skip(1)).All(x => x.First.To == x.Second.From));

    [Fact]
    public void A_path_leaves_out_no_required_stop() => Holds(path =>
        Paths.Table.Stops.Where(x => x.When is null && x.Minor > path.From && x.Minor < path.To)
            .All(stop => path.Hops.Any(x => x.To.IsOf(stop.Minor))));

    [Fact]
    public void Every_package_lets_itself_be_installed_over_the_one_before() => Holds(path => path.Hops.All(x => x.PassesGuard));

    [Fact]
    public void Every_stop_but_the_target_is_taken_at_its_latest_patch() => Holds(path =>
        path.Hops.SkipLast(1).All(x => x.To == x.Release.Latest));

    [Fact]
    public void Zero_downtime_goes_at_most_one_minor_at_a_time() => Holds(path =>
        !path.ZeroDowntime || path.Hops.All(x => Index(x.To) - Index(x.From) <= 1));

    [Fact]
    public void A_PostgreSQL_major_upgrade_is_due_where_it_can_be_done_and_before_the_package_that_demands_it() => Holds(path =>
        path.Hops.All(x => x.Postgres is null
            ? Paths.Table[x.From].MinPostgres is null || x.Release.MinPostgres == Paths.Table[x.From].MinPostgres
            : x.Postgres.At == x.From && x.Postgres.Window.Contains(x.From) && x.Release.MinPostgres == x.Postgres.Window.To));

    [Fact]
    public void A_stop_is_on_the_path_or_told_as_conditional_but_never_both() => Holds(path =>
        path.Conditional.All(
            x => x.Needed != true && x.Version > path.From && x.Version < path.To && path.Hops.All(hop => !hop.To.IsOf(x.Version))));

    private static int Index(GitLabVersion version) => Paths.Table.Releases.IndexOf(Paths.Table[version]);

    private static void Holds(Func<UpgradePath, bool> property) =>
        Prop.ForAll(Upgrades, x => property(Paths.Of(x.From.ToString(), x.To.ToString(), x.ZeroDowntime)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
