using System.Diagnostics;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>What every transport must do; a new one inherits these tests.</summary>
public abstract partial class ConnectionContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A connection to a node of that name that this machine's processes can be seen from.</summary>
    protected abstract IConnection Connect(string name);

    [Fact(Timeout = 30_000)]
    public async Task Exit_code_output_and_error_come_back_apart()
    {
        var result = await Connect("node-1").RunAsync(Command.Shell("test", "echo out; echo err >&2; exit 7"), None);

        result.ShouldBe(new CommandResult(7, "out\n", "err\n"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] arguments = ["it's", "two words", "", "$HOME `id` \\ \"", "line\nbreak", "日本 ‹é›", "-n", "*"];

        var result = await Connect("node-1")
            .RunAsync(Command.Shell("test", "for x in \"$@\"; do printf '%s|' \"$x\"; done", arguments), None);

        result.Output.ShouldBe(string.Concat(arguments.Select(x => x + "|")));
    }

    [Fact(Timeout = 30_000)]
    public async Task Input_arrives_whole_and_ends()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(x => $"line {x}\n"));

        var result = await Connect("node-1").RunAsync(Command.Shell("test", "cat") with { Input = text }, None);

        result.Output.ShouldBe(text);
    }

    [Fact(Timeout = 30_000)]
    public async Task Without_input_there_is_nothing_to_read()
    {
        var result = await Connect("node-1").RunAsync(Command.Of("cat"), None);

        result.ShouldBe(new CommandResult(0, "", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task Output_that_is_not_utf8_is_replaced()
    {
        var result = await Connect("node-1").RunAsync(Command.Shell("test", "printf 'a\\377b'"), None);

        result.Output.ShouldBe("a\uFFFDb");
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_fifty_megabytes_the_beginning_and_the_end_are_kept()
    {
        var result = await Connect("node-1")
            .RunAsync(Command.Shell("test", "echo first; head -c 52428800 /dev/zero | tr '\\0' x; echo; echo last"), None);

        result.Succeeded.ShouldBeTrue();
        result.Output.ShouldStartWith("first\n");
        result.Output.ShouldEndWith("\nlast\n");
        result.Output.ShouldContain("bytes are left out here");
        result.Output.Length.ShouldBeLessThan(1_100_000);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_secret_is_in_no_argument_list()
    {
        var canary = new Secret("canary", $"canary{Guid.NewGuid():N}");
        var run = Connect("node-1").RunAsync(Command.Shell("test", "sleep 2; wc -c") with { Input = SecretText.Sealed(canary) }, None);

        var seen = 0;
        while (!run.IsCompleted)
        {
            seen += ArgumentLists().Count(x => x.Contains(canary.Reveal()));
            await Task.Delay(50);
        }

        (await run).Output.Trim().ShouldBe("38");
        seen.ShouldBe(0);
        Log().ShouldNotContain(canary.Reveal());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_timeout_ends_the_processes_on_the_node()
    {
        var mark = Mark();
        var watch = Stopwatch.StartNew();

        var result = await Connect("node-1").RunAsync(
            Command.Shell("a long one", "echo begun; sleep $1 & wait", mark) with { Timeout = TimeSpan.FromSeconds(1) }, None);

        result.ExitCode.ShouldBe(CommandResult.TimedOut);
        result.Output.ShouldBe("begun\n");
        result.Error.ShouldContain("'a long one' took longer than 1 s");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        await GoneAsync(mark);
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_ends_the_processes_on_the_node()
    {
        var mark = Mark();
        using var cancel = new CancellationTokenSource();
        var run = Connect("node-1").RunAsync(Command.Shell("test", "sleep $1 & wait", mark), cancel.Token);
        while (!ArgumentLists().Any(x => x == $"sleep {mark} ")) await Task.Delay(20);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        await GoneAsync(mark);
    }

    [Fact(Timeout = 60_000)]
    public async Task Fifteen_connections_work_at_once()
    {
        var connections = Enumerable.Range(1, 15).Select(x => Connect($"parallel-{x}")).ToList();

        var results = await Task.WhenAll(connections.SelectMany(x => Enumerable.Range(0, 3)
            .Select(i => x.RunAsync(Command.Shell("test", "printf %s \"$1\"", $"{x.Node.Name} {i}"), None))));

        results.Select(x => x.Output).ShouldBe(connections.SelectMany(x => Enumerable.Range(0, 3).Select(i => $"{x.Node.Name} {i}")));
    }

    /// <summary>What the transport and the node logged.</summary>
    protected virtual string Log() => "";

    private static string Mark() => Random.Shared.Next(100_000, 999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task GoneAsync(string mark)
    {
        var sleeping = $"sleep {mark} ";
        for (var attempt = 0; attempt < 60 && ArgumentLists().Contains(sleeping); attempt++) await Task.Delay(100);
        ArgumentLists().ShouldNotContain(sleeping);
    }

    private static List<string> ArgumentLists() =>
        [.. Directory.GetDirectories("/proc").Where(x => char.IsAsciiDigit(x[6])).Select(ArgumentList)];

    private static string ArgumentList(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
