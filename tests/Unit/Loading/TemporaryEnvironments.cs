using System.Text;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Loading;

/// <summary>An environments folder that lives as long as a test.</summary>
internal sealed class TemporaryEnvironments : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("environments-");

    public string Path => System.IO.Path.Combine(_root.FullName, "environments");

    public void Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text));

    public void Write(string file, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    public GitLabEnvironment Load(string name) => EnvironmentLoader.Load(Path, name, RoleCatalog.Known.Traits);

    /// <summary>The problems as printed, none when the environment is valid.</summary>
    public IReadOnlyList<string> Problems(string name)
    {
        try
        {
            Load(name);
            return [];
        }
        catch (EnvironmentException e)
        {
            return [.. e.Problems.Select(x => x.ToString())];
        }
    }

    public void Dispose() => _root.Delete(recursive: true);
}
