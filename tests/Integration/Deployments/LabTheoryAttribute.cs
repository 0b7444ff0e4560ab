namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A test with several cases that deploys to containers of this machine, skipped where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabTheoryAttribute : TheoryAttribute
{
    public LabTheoryAttribute()
    {
        Timeout = 1_800_000;
        if (LabFactAttribute.Missing is { } missing) Skip = $"needs {missing}";
    }
}
