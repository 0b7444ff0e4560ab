namespace GitLabHa.Tests.Services;

/// <summary>Something is broken for a while.</summary>
internal static class Broken
{
    /// <summary>Breaks it, acts, and repairs it whatever comes of that: the next test begins with a healthy site.</summary>
    internal static async Task<T> WhileAsync<T>(Func<Task> breakIt, Func<Task> repair, Func<Task<T>> act)
    {
        try
        {
            await breakIt();
            return await act();
        }
        finally
        {
            await repair();
        }
    }

    /// <summary>The same without a result.</summary>
    internal static Task WhileAsync(Func<Task> breakIt, Func<Task> repair, Func<Task> act) =>
        WhileAsync(breakIt, repair, async () =>
        {
            await act();
            return true;
        });
}
