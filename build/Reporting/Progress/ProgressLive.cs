using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Reporting.Plans;
using Spectre.Console;

namespace GitLabHa.Reporting.Progress;

/// <summary>Shows a run as a table of nodes that changes in place: for terminals.</summary>
public sealed class ProgressLive : IRunEvents, IAsyncDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);
    private readonly Lock _one = new();
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, (string Doing, string Style, DateTimeOffset Since)> _nodes = [];
    private readonly List<string> _failures = [];
    private readonly CancellationTokenSource _end = new();
    private readonly IAnsiConsole _console;
    private readonly Task _painting;
    private string _stage = "";

    /// <summary>Begins to paint, until it is disposed.</summary>
    public ProgressLive(IAnsiConsole console, TimeProvider clock)
    {
        _console = console;
        _clock = clock;
        _painting = Task.Run(PaintAsync);
    }

    /// <inheritdoc />
    public void StageStarted(Stage stage, IReadOnlyCollection<Node> nodes)
    {
        lock (_one)
        {
            _stage = stage.ToString();
            _nodes.Clear();
        }

        foreach (var node in nodes) Set(node, "waiting", "grey");
    }

    /// <inheritdoc />
    public void StepStarted(Node node, Step step) => Set(node, StepText.Of(step), "default");

    /// <inheritdoc />
    public void StepFinished(Node node, Step step, TimeSpan duration, IRunEvents.Outcome outcome, string? detail)
    {
        if (outcome != IRunEvents.Outcome.Failed) return;
        lock (_one) _failures.Add($"{node.Name}: FAILED {StepText.Of(step)}\n{detail}");
    }

    /// <inheritdoc />
    public void NodeFinished(Node node, Stage stage, TimeSpan duration, IRunEvents.Outcome outcome) =>
        Set(node, $"{ProgressLines.Word(outcome)} ({duration.Short()})", outcome == IRunEvents.Outcome.Failed ? "red" : "green");

    /// <inheritdoc />
    public void CommandFinished(Node node, string operation, string what, TimeSpan duration)
    {
    }

    /// <inheritdoc />
    public void Waiting(Node node, string what, string lastSeen) => Set(node, $"waits until {what}; last seen: {lastSeen}", "yellow");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _painting.ConfigureAwait(false);
        _end.Dispose();
        foreach (var line in _failures.SelectMany(x => x.Split('\n'))) _console.Line(line, "red");
    }

    /// <summary>The table as it is now.</summary>
    public Table Picture()
    {
        lock (_one)
        {
            var table = Lines.Table(_stage, "", "");
            foreach (var (name, (doing, style, since)) in _nodes)
                table.AddRow(Lines.Cell(name), Lines.Cell(doing, style), Lines.Cell((_clock.GetUtcNow() - since).Short(), "grey"));
            return table;
        }
    }

    private void Set(Node node, string doing, string style)
    {
        lock (_one)
        {
            var since = _nodes.TryGetValue(node.Name, out var now) && now.Doing == doing ? now.Since : _clock.GetUtcNow();
            _nodes[node.Name] = (doing, style, since);
        }
    }

    private Task PaintAsync() => _console.Live(Picture()).StartAsync(async context =>
    {
        while (!_end.IsCancellationRequested)
        {
            context.UpdateTarget(Picture());
            await Task.Delay(Frame, _clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.UpdateTarget(Picture());
    });
}
