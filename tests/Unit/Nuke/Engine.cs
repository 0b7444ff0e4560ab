using Nuke.Common;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace GitLabHa.Tests.Unit.Nuke;

/// <summary>Runs a sample build in a folder of its own and keeps what it said.</summary>
internal sealed class Engine : IDisposable
{
    private readonly AbsolutePath root = Directory.CreateTempSubdirectory("engine-").FullName;

    public Engine() => (root / ".nuke").CreateDirectory();

    public Dictionary<string, string> Environment { get; } = [];

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public Engine WithFile(string name, string content)
    {
        (root / ".nuke" / name).WriteAllText(content);
        return this;
    }

    public string Read(string name) => (root / ".nuke" / name).ReadAllText();

    public int Run<T>(T build, params string[] arguments)
        where T : NukeBuild => Run(build, "A", arguments);

    public int Run<T>(T build, string defaultTarget, string[] arguments)
        where T : NukeBuild
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var invocation = new Invocation
        {
            Arguments = arguments,
            Environment = Environment,
            WorkingDirectory = root,
            Root = root,
            Output = output,
            Error = error,
        };
        var code = new BuildManager(invocation).Run(() => build, [defaultTarget]);
        (Output, Error) = (output.ToString(), error.ToString());
        return code;
    }

    public void Dispose() => root.DeleteDirectory();
}
