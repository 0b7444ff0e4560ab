using System.Security.Cryptography;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Integration.Connections;

public abstract partial class ConnectionContract
{
    private const long Megabyte = 1024 * 1024;
    private const long Megabytes = 64;

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
    public async Task A_slow_taker_gets_everything_and_the_node_is_held_back_meanwhile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        // What is on its way lies in pipes and in this process: the rest of it is not even made yet.
        var ahead = 0L;
        var slow = new SlowStream(TimeSpan.FromMilliseconds(5)) { Taking = taken => ahead = Math.Max(ahead, Sent() - (taken / Megabyte)) };

        var result = await Connect("node-1").PipeAsync(
            Command.Shell(
                "test",
                "for i in $(seq \"$1\"); do head -c 1048576 /dev/zero; echo \"$i\" >>\"$2\"; done",
                $"{Megabytes}",
                Target), null, slow, None);

        result.Succeeded.ShouldBeTrue();
        slow.Taken.ShouldBe(Megabytes * Megabyte);
        Sent().ShouldBe(Megabytes);
        ahead.ShouldBeLessThan(38);
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

    private long Sent() => File.Exists(Target) ? File.ReadLines(Target).LongCount() : 0;

    private sealed class SlowStream(TimeSpan delay) : MemoryStream
    {
        public long Taken { get; private set; }

        public long Room { get; init; } = long.MaxValue;

        public Action<long> Taking { get; init; } = _ => { };

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((Taken += buffer.Length) > Room) throw new IOException("No space left on device");
            Taking(Taken);
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
