namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>
/// Runs what blocks on a thread of its own. SSH.NET's asynchronous calls block for round trips: in a loop they would be serial,
/// and on the pool of a small machine they would keep everything else from running.
/// </summary>
internal static class OwnThread
{
    public static Task<T> RunAsync<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task RunAsync(Action call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
