using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Applying;

/// <summary>A file that is copied between nodes arrives as the observation knows it, or nothing is written.</summary>
public sealed class SharedFileCopyTests
{
    private const string Content = "{ \"gitlab_rails\": {} }\n";

    private static readonly string Known = SecretText.Plain(Content).Sha256;

    private readonly List<string> _written = [];
    private string _sent = $"{Known}  -\n{Content}";

    [Fact]
    public async Task What_arrives_as_it_is_known_is_written()
    {
        await RunAsync(Known);

        _written.ShouldBe([Known]);
    }

    [Fact]
    public async Task A_banner_before_the_content_is_refused()
    {
        _sent = $"{Known}  -\n*** Authorized use only ***\n{Content}";

        (await RefusedAsync(Known)).Problem.ShouldContain("another SHA-256 than the file on the node");
    }

    [Fact]
    public async Task A_banner_before_the_hash_is_refused()
    {
        _sent = $"*** Authorized use only ***\n{_sent}";

        (await RefusedAsync(Known)).Problem.ShouldContain("the file could not be read");
    }

    [Fact]
    public async Task A_file_that_is_another_one_than_was_observed_is_refused() =>
        (await RefusedAsync(new string('0', 64))).Problem.ShouldContain("changed since the plan was made");

    private async Task<OperatorException> RefusedAsync(string known)
    {
        var error = await Should.ThrowAsync<OperatorException>(RunAsync(known));
        _written.ShouldBeEmpty();
        return error;
    }

    private async Task RunAsync(string known)
    {
        var (source, target) = (NodeOf("rails-1"), NodeOf("rails-2"));
        Func<Node, IConnection> connect = node => new FakeNode(node, Answer);
        var told = new Told();
        var runner = new StageRunner(FakeSite.Access(connect, told), _ => Task.CompletedTask);
        var step = new Step.CopySharedFile
        {
            Node = target,
            File = new SharedFile { Path = "/etc/gitlab/gitlab-secrets.json", Among = [source, target] },
            Source = source,
            SourceSha256 = known,
            BeforeSha256 = null,
            Reason = "absent",
        };
        var rollout = new GroupRollout
        {
            Nodes = [source, target],
            NeverRan = false,
            Of = _ => [Rollout.Parallel],
            GatesOf = (_, _) => [],
            Replan = (plan, _) => Task.FromResult(plan),
        };
        ImmutableArray<NodePlan> plans = [new NodePlan { Node = target, Stage = Stage.Rails, Steps = [step], NeverRan = false }];

        await runner.ApplyAsync(Stage.Rails, plans, _ => rollout, new RunControl(CancellationToken.None, CancellationToken.None));
    }

    private CommandResult Answer(Command command)
    {
        if (command.Display.StartsWith("read ", StringComparison.Ordinal)) return new CommandResult(0, _sent, "");
        _written.Add(command.Input!.Sha256);
        return new CommandResult(0, "", "");
    }

    private static Node NodeOf(string name) => new() { Name = name, Address = "192.0.2.1", Group = "rails", Roles = [] };
}
