using System.Text;
using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Benchmarks;

/// <summary>The checkout that is measured, and a root of its own for the environments that are made for it.</summary>
public sealed class Workspace : IDisposable
{
    /// <summary>How often everything is run after a warm-up.</summary>
    public const int Runs = 5;

    private readonly string _repository;

    /// <summary>Makes the root anew; always in the same place, so that what a killed run left is found again.</summary>
    public Workspace(string repository, CancellationToken stop)
    {
        (_repository, Stop) = (Path.GetFullPath(repository), stop);
        Directory.CreateDirectory(Path.Combine(Root, ".nuke"));
    }

    /// <summary>The root that --root names.</summary>
    public string Root => Path.Combine(_repository, ".nuke", "temp", "bench");

    /// <summary>The folder with the environments.</summary>
    public string Environments => Path.Combine(Root, "environments");

    /// <summary>Cancelled when the operator has had enough.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Where the results go.</summary>
    public string ResultFile => Path.Combine(_repository, "artifacts", "bench.json");

    /// <summary>The files of an environment of the checkout, by name.</summary>
    public IEnumerable<(string Name, string Text)> FilesOf(string environment) => Directory
        .EnumerateFiles(Path.Combine(_repository, "environments", environment), "*.yml")
        .Select(x => (Path.GetFileName(x), File.ReadAllText(x)));

    /// <summary>Writes a file of an environment.</summary>
    public void Write(string environment, string file, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Environments, environment)).FullName;
        File.WriteAllText(Path.Combine(folder, file), text, new UTF8Encoding(false));
    }

    /// <summary>./build.sh with these arguments, as a program.</summary>
    public Program Tool(params string[] arguments) => Program.Of(Path.Combine(_repository, "build.sh"), arguments);

    /// <summary>./build.sh on an environment of the root, as a program.</summary>
    public Program Tool(string target, string environment) => Tool(target, "--env", environment, "--root", Root, "--no-logo");

    /// <summary>Measures one run of it.</summary>
    public Task<Sample> MeasureAsync(Program program) => Timed.RunAsync(program, Stop);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
