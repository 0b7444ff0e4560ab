using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>A test that needs programs of this machine, skipped by name where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs)
    {
        Timeout = 60_000;
        if (programs.FirstOrDefault(x => !Program.Exists(x) && !File.Exists(x)) is { } missing) Skip = $"needs {missing}";
    }
}
