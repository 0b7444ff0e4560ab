using GitLabHa.Core;
using GitLabHa.Remote.Locking;

namespace GitLabHa.Tests.Unit.Remote.Locking;

public sealed class EnvironmentLockTests
{
    private const string Foreign =
        """{"Id":"abc","Who":"somebody@elsewhere","Machine":"another","Process":"7:1","""
        + """ "Since":"2025-01-02T03:04:05+00:00","What":"Deploy"}""";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly KeeperNode[] _nodes = [new("redis-1"), new("redis-2"), new("redis-3"), new("redis-4")];
    private readonly List<string> _notices = [];

    [Fact]
    public async Task The_first_three_nodes_keep_it_and_all_give_it_back()
    {
        var mine = Lock();
        await mine.AcquireAsync("Deploy", _notices.Add, None);
        _nodes.Select(x => x.Lock is not null).ShouldBe([true, true, true, false]);

        await mine.ReleaseAsync(None);

        _nodes.ShouldAllBe(x => x.Lock == null);
        _notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_loss_of_one_of_them_does_not_stop_the_work_and_is_told()
    {
        _nodes[0].Gone = true;

        await Lock().AcquireAsync("Deploy", _notices.Add, None);

        _notices.ShouldBe(["the lock is taken without redis-1: connection refused"]);
        (await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Deploy", _notices.Add, None)))
            .Problem.ShouldContain("is locked by");
    }

    [Fact]
    public async Task A_node_that_comes_back_without_it_does_not_let_a_second_run_in()
    {
        _nodes[0].Gone = true;
        await Lock().AcquireAsync("Deploy", _notices.Add, None);
        _nodes[0].Gone = false;

        var error = await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Preview", _notices.Add, None));

        error.Where.ShouldContain("redis-2");
        _nodes[0].Lock.ShouldBeNull("what was taken before the refusal is given back");
    }

    [Fact]
    public async Task Without_more_than_half_of_them_there_is_no_lock()
    {
        (_nodes[0].Gone, _nodes[2].Gone) = (true, true);

        var error = await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Deploy", _notices.Add, None));

        error.Problem.ShouldBe(
            "2 of the 3 nodes that keep the environment's lock do not answer: redis-1: connection refused; redis-3: connection refused");
        _nodes.ShouldAllBe(x => x.Lock == null);
        await Should.ThrowAsync<OperatorException>(Lock().HolderAsync(None));
    }

    [Fact]
    public async Task A_lock_on_any_of_them_is_somebodys_and_is_broken_on_all()
    {
        (_nodes[1].Lock, _nodes[2].Lock) = (Foreign, Foreign);
        (await Lock().HolderAsync(None)).ShouldNotBeNull().Who.ShouldBe("somebody@elsewhere");

        await Lock().BreakAsync(None);

        _nodes.ShouldAllBe(x => x.Lock == null);
    }

    [Fact]
    public async Task In_an_environment_of_two_nodes_the_first_one_keeps_it()
    {
        await new EnvironmentLock(_nodes[..2], TimeProvider.System).AcquireAsync("Deploy", _notices.Add, None);

        _nodes.Select(x => x.Lock is not null).ShouldBe([true, false, false, false]);
    }

    private EnvironmentLock Lock() => new(_nodes, TimeProvider.System);
}
