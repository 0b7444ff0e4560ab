using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Services;

/// <summary>Waits for what daemons do in their own time; the deadline only ends a test that cannot pass any more.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>Asks until the answer is right; fails with the last one.</summary>
    internal static async Task<T> AnswersAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> isRight)
    {
        var deadline = new Deadline(Patience);
        while (true)
        {
            var answer = await ask();
            if (isRight(answer)) return answer;
            if (deadline.HasPassed) throw new TimeoutException($"{what}: not within {Patience.TotalSeconds:0} s; last seen: {answer}");
            await Task.Delay(250);
        }
    }
}
