using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>A test that needs a program of this machine, skipped by name where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        Timeout = 60_000;
        if (!Program.Exists(program)) Skip = $"needs {program}";
    }
}
