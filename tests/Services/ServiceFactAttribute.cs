using GitLabHa.Tests.Services.Containers;

namespace GitLabHa.Tests.Services;

/// <summary>A test of real daemons in containers, skipped where there is no Docker engine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServiceFactAttribute : FactAttribute
{
    public ServiceFactAttribute()
    {
        Timeout = 120_000;
        if (Settings.Missing is { } missing) Skip = $"needs {missing}";
    }
}
