using System.Diagnostics;
using System.Security.Cryptography;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Integration.Connections;

public abstract partial class ConnectionContract
{
    private const int Megabytes = 64;

    [Fact(Timeout = 60_000)]
    public async Task Any_bytes_come_from_the_node_as_they_are()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_001);
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllBytesAsync(Target, bytes);
        using var output = new MemoryStream();

        var result = await Connect("node-1").PipeAsync(Command.Of("cat", Target), null, output, None);

        result.ShouldBe(new CommandResult(0, "", ""));
        output.ToArray().ShouldBe(bytes);
    }

    [Fact(Timeout = 60_000)]
    public async Task Any_bytes_go_to_the_node_as_they_are()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_001);
        using var output = new MemoryStream();

        var result = await Connect("node-1").PipeAsync(Command.Of("cat"), new MemoryStream(bytes), output, None);

        result.Succeeded.ShouldBeTrue();
        output.ToArray().ShouldBe(bytes);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_slow_taker_gets_everything_in_bounded_memory()
    {
        var connection = Connect("node-1");
        await connection.RunAsync(Command.Of("true"), None);
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        var slow = new SlowStream(TimeSpan.FromMilliseconds(5));

        var result = await connection.PipeAsync(Command.Of("head", "-c", $"{Megabytes * 1024 * 1024}", "/dev/zero"), null, slow, None);

        result.Succeeded.ShouldBeTrue();
        slow.Taken.ShouldBe(Megabytes * 1024L * 1024);
        (Process.GetCurrentProcess().PeakWorkingSet64 - before).ShouldBeLessThan(40_000_000);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_streamed_command_says_and_its_exit_code_come_back()
    {
        using var output = new MemoryStream();

        var result = await Connect("node-1").PipeAsync(Command.Shell("test", "printf half; echo why >&2; exit 7"), null, output, None);

        result.ShouldBe(new CommandResult(7, "", "why\n"));
        output.ToArray().ShouldBe("half"u8.ToArray());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_taker_that_fails_ends_the_command_on_the_node_and_is_told()
    {
        var mark = Mark();
        var full = new SlowStream(TimeSpan.Zero) { Room = 100_000 };

        var error = await Should.ThrowAsync<IOException>(
            Connect("node-1").PipeAsync(Command.Shell("test", "sleep $1 & cat /dev/zero; wait", mark), null, full, None));

        error.Message.ShouldBe("No space left on device");
        await GoneAsync(mark);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_source_that_fails_ends_the_command_on_the_node_and_is_told()
    {
        var mark = Mark();

        var error = await Should.ThrowAsync<IOException>(
            Connect("node-1").PipeAsync(Command.Shell("test", "sleep $1 & cat >/dev/null; wait", mark), new BrokenStream(), null, None));

        error.Message.ShouldBe("the share went away");
        await GoneAsync(mark);
    }

    private sealed class SlowStream(TimeSpan delay) : MemoryStream
    {
        public long Taken { get; private set; }

        public long Room { get; init; } = long.MaxValue;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((Taken += buffer.Length) > Room) throw new IOException("No space left on device");
            await Task.Delay(delay, cancellationToken);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ++_reads > 3 ? throw new IOException("the share went away") : ValueTask.FromResult(buffer.Length);
    }
}
