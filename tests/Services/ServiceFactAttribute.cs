using GitLabHa.Tests.Services.Containers;

namespace GitLabHa.Tests.Services;

/// <summary>A test of real daemons in containers, skipped where there is no Docker engine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServiceFactAttribute : FactAttribute
{
    public ServiceFactAttribute()
    {
        // Ends a test that cannot pass any more; on a busy machine each answer of a container takes seconds.
        Timeout = 300_000;
        if (Settings.Missing is { } missing) Skip = $"needs {missing}";
    }
}
