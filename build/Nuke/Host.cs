using Nuke.Common.CI.GitLab;
using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>Where the build runs, and how output is grouped there.</summary>
public class Host
{
    private protected Host()
    {
    }

    internal static IReadOnlyList<string> Names { get; } = [nameof(GitLab), nameof(Terminal)];

    internal static Host Detect() => GitLab.IsRunningGitLab ? new GitLab() : new Terminal();

    internal static Host Named(string name) => name == nameof(GitLab) ? new GitLab() : new Terminal();

    internal virtual IDisposable WriteBlock(TextWriter output, string text)
    {
        output.WriteLine($"\n╬{new string('═', text.Length + 5)}\n║ {text}\n╬{new string('═', Math.Max(text.Length - 4, 2))}\n");
        return new Block(null);
    }

    private protected sealed class Block(Action? close) : IDisposable
    {
        public void Dispose() => close?.Invoke();
    }
}
