using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A test that deploys to containers of this machine, skipped where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute()
    {
        Timeout = 1_800_000;
        if (Missing is { } missing) Skip = $"needs {missing}";
    }

    /// <summary>What this machine lacks, or null.</summary>
    internal static string? Missing { get; } =
        !Program.Exists("docker") ? "docker" : Environment.UserName != "root" ? "root" : !Program.Exists("ssh") ? "ssh" : null;
}
