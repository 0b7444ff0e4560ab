using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>One build of an image at a time: who comes second waits, and finds it there.</summary>
internal static class OneBuild
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Until the answer is disposed of, or this process ends.</summary>
    public static async Task<IDisposable> EnterAsync(Action<string> log, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"gitlab-ha-image-{Environment.UserName}.lock");
        var deadline = new Deadline(Patience);
        for (var first = true; ; first = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (first) log("another run builds the node image; waiting for it");
                if (deadline.HasPassed)
                    throw new OperatorException(
                        $"Another run has been building the node image for {Patience.TotalMinutes:0} minutes.",
                        path,
                        "See what that run does; its end frees the file.");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
