using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Providers.Lab;

namespace GitLabHa.Tests.Services.Containers;

/// <summary>
/// This run of the tests: the only one of this machine, because the networks are fixed; before anything starts, it removes what
/// a run left that was killed.
/// </summary>
internal static class ServicesRun
{
    /// <summary>On every container and network. The clean-up of CI knows names that begin with e2e-.</summary>
    internal const string Label = "gitlab-ha.environment";

    /// <summary>The value of the label.</summary>
    internal const string Name = "e2e-services";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<string>> Preparation = new(PrepareAsync);

    // Until this process ends, however it ends.
    private static FileStream? turn;

    /// <summary>The tag of the image, once all is ready.</summary>
    internal static Task<string> ReadyAsync() => Preparation.Value;

    private static async Task<string> PrepareAsync()
    {
        turn = await EnterAsync();
        await RemoveLeftoversAsync();
        var image = LabImage.OfServices(line => Console.Error.WriteLine(line));
        await image.EnsureAsync(CancellationToken.None);
        return image.Tag;
    }

    private static async Task<FileStream> EnterAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"gitlab-ha-{Name}.lock");
        var deadline = new Deadline(Patience);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (!deadline.HasPassed)
            {
                Console.Error.WriteLine($"waiting for another run of these tests: {taken.Message}");
                await Task.Delay(1000);
            }
        }
    }

    private static async Task RemoveLeftoversAsync()
    {
        await RemoveAsync(["ps", "--all"], "rm", "--force", "--volumes");
        await RemoveAsync(["network", "ls"], "network", "rm");
    }

    private static async Task RemoveAsync(string[] list, params string[] remove)
    {
        var ids = await Docker.RunAsync([.. list, "--quiet", "--filter", $"label={Label}={Name}"]);
        if (ids.Length > 0) await Docker.RunAsync([.. remove, .. ids.Split('\n')]);
    }
}
