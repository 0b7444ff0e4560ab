using FsCheck;
using FsCheck.Fluent;
using Nuke.Common.Execution;

namespace GitLabHa.Tests.Unit.Nuke;

public sealed class PlannerTests
{
    private readonly ExecutableTarget a = Target("A");
    private readonly ExecutableTarget b = Target("B");
    private readonly ExecutableTarget c = Target("C");
    private readonly ExecutableTarget d = Target("D");

    [Fact]
    public void Targets_that_nothing_orders_run_in_reverse_order_of_declaration()
    {
        d.ExecutionDependencies.AddRange([a, b, c]);

        Plan(d).ShouldBe("C B A D");
    }

    [Fact]
    public void The_order_on_the_command_line_does_not_matter() => Plan(a, c, b).ShouldBe(Plan(b, a, c));

    [Fact]
    public void After_orders_without_pulling_into_the_plan()
    {
        a.OrderDependencies.Add(b);

        Plan(a).ShouldBe("A");
        Plan(a, b).ShouldBe("B A");
    }

    [Fact]
    public void A_trigger_pulls_its_target_and_what_that_depends_on_into_the_plan()
    {
        a.Triggers.Add(b);
        b.TriggerDependencies.Add(a);
        b.ExecutionDependencies.Add(c);
        c.Triggers.Add(d);
        d.TriggerDependencies.Add(c);

        Plan(a).Split(' ').ShouldBe(["A", "B", "C", "D"], ignoreOrder: true);
        Plan(a).ShouldMatch("A.*B");
    }

    [Fact]
    public void A_cycle_is_refused_even_where_it_is_not_invoked()
    {
        b.ExecutionDependencies.Add(c);
        c.OrderDependencies.Add(b);

        Should.Throw<UsageException>(() => Plan(a)).Message.ShouldBe("Circular dependencies between targets:\n - C, B");
    }

    [Fact]
    public void A_target_that_depends_on_itself_is_refused()
    {
        a.ExecutionDependencies.Add(a);

        Should.Throw<UsageException>(() => Plan(b)).Message.ShouldBe("Target 'A' cannot have a dependency on itself");
    }

    [Fact]
    public void Every_dependency_comes_first_and_nothing_runs_twice() =>
        Prop.ForAll(Gen.Choose(0, 7).Two().ArrayOf().ToArbitrary(), edges =>
        {
            ExecutableTarget[] targets = [.. Enumerable.Range(0, 8).Select(index => Target($"T{index}"))];
            // Edges from higher to lower numbers cannot close a cycle.
            foreach (var (from, to) in edges.Where(edge => edge.Item1 > edge.Item2)) targets[from].ExecutionDependencies.Add(targets[to]);

            var plan = Planner.Plan(targets, [targets[7]]).ToList();

            return plan.Distinct().Count() == plan.Count
                && plan.All(
                    target =>
                        target.ExecutionDependencies.All(
                            dependency => plan.IndexOf(dependency) is var index && index >= 0 && index < plan.IndexOf(target)));
        }).QuickCheckThrowOnFailure();

    private static ExecutableTarget Target(string name) => new() { Name = name };

    private string Plan(params ExecutableTarget[] invoked) =>
        string.Join(' ', Planner.Plan([a, b, c, d], invoked).Select(target => target.Name));
}
