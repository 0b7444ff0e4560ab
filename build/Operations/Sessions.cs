using GitLabHa.Core;
using GitLabHa.Core.Loading;

namespace GitLabHa.Operations;

/// <summary>The environments that a run works on: one, or with Restore --onto two.</summary>
public sealed class Sessions(RunOptions options) : IAsyncDisposable
{
    private readonly Dictionary<string, Session> _open = [];

    /// <summary>What the command line says.</summary>
    public RunOptions Options => options;

    /// <summary>The session on an environment; the same one for every target of a run.</summary>
    public Session Of(string? name)
    {
        if (name is null)
            throw new OperatorException(
                "No environment is named.",
                "--env",
                $"Add --env with one of: {string.Join(", ", EnvironmentLoader.Names(options.Environments))}");
        if (!_open.TryGetValue(name, out var session)) _open.Add(name, session = Session.Open(options, name));
        return session;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var session in _open.Values) await session.DisposeAsync().ConfigureAwait(false);
    }
}
