using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Name and network of each of these deployments are fixed, so only one run of the tests may have it on a machine.</summary>
internal static class OneAtATime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    internal static async Task<IDisposable> EnterAsync(Deployment deployment)
    {
        var path = Path.Combine(Path.GetTempPath(), $"gitlab-ha-{deployment.Name}.lock");
        var end = new Deadline(Patience);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken)
            {
                if (end.HasPassed)
                    throw new TimeoutException(
                        $"another run of these tests holds {path} for {Patience.TotalMinutes:0} min: {taken.Message}");
                await Task.Delay(500);
            }
        }
    }
}
