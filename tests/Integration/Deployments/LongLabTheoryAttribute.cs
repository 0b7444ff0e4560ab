namespace GitLabHa.Tests.Integration.Deployments;

/// <summary><see cref="LongLabFactAttribute"/> with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongLabTheoryAttribute : TheoryAttribute
{
    public LongLabTheoryAttribute()
    {
        Timeout = 2_400_000;
        if (LongLabFactAttribute.Missing is { } missing) Skip = $"needs {missing}";
    }
}
