using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Secrets;

namespace GitLabHa.Remote.Rehearsing;

/// <summary>
/// A lab of its own in a root of its own, on which this same tool is run as an operator runs it. In the end it is destroyed,
/// whatever happens; what a killed run left behind goes when the next one begins.
/// </summary>
public sealed class ScratchLab : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(48);

    // A step of a node that is under way is finished first.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    private readonly FileStream _lock;
    private readonly bool _keep;
    private readonly Action<string> _log;

    private ScratchLab(FileStream held, string root, string name, bool keep, Action<string> log) =>
        (_lock, Root, Name, _keep, _log) = (held, root, name, keep, log);

    /// <summary>The environment's name.</summary>
    public string Name { get; }

    /// <summary>The folder that takes the place of the repository.</summary>
    public string Root { get; }

    private string State => Path.Combine(Root, ".state", Name);

    private string Environments => Path.Combine(Root, "environments");

    /// <summary>Writes its files; nothing runs yet.</summary>
    /// <param name="root">The folder to make.</param>
    /// <param name="copy">The lab.</param>
    /// <param name="others">Environments whose files are needed as they are.</param>
    /// <param name="keep">Whether it stays in the end.</param>
    /// <param name="say">Told what happens, and what the tool prints.</param>
    public static async Task<ScratchLab> MakeAsync(
        string root, LabCopy copy, IEnumerable<GitLabEnvironment> others, bool keep, Action<string> log)
    {
        PrivateFiles.Folder(Path.GetDirectoryName(root)!);
        var lab = new ScratchLab(Hold(root), root, copy.Name, keep, log);
        try
        {
            if (Directory.Exists(root)) await lab.RemoveAsync().ConfigureAwait(false);
            Directory.CreateDirectory(Path.Combine(PrivateFiles.Folder(root), ".nuke"));
            foreach (var other in others) CopyFolder(other.Directory, Path.Combine(lab.Environments, other.Name), (_, text) => text);
            CopyFolder(copy.Of.Directory, Path.Combine(lab.Environments, copy.Name), copy.Edit);
            return lab;
        }
        catch
        {
            await lab._lock.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Loads the environment; another one when its version was changed meanwhile.</summary>
    public GitLabEnvironment Load(ImmutableArray<RoleTraits> roles) => Core.Loading.EnvironmentLoader.Load(Environments, Name, roles);

    /// <summary>The connections to its nodes.</summary>
    public ConnectionFactory Connect(GitLabEnvironment environment) => new(environment, State);

    /// <summary>Its secrets, with a token for the user who makes its data.</summary>
    public async Task<EnvironmentSecrets> SecretsAsync(GitLabEnvironment environment, CancellationToken cancellationToken)
    {
        var secrets = await EnvironmentSecrets.LoadAsync(environment, State, cancellationToken).ConfigureAwait(false);
        secrets.Get(SampleData.Token);
        await secrets.SaveAsync(cancellationToken).ConfigureAwait(false);
        return secrets;
    }

    /// <summary>Runs a target on it, or with other arguments than --env; returns how long it took.</summary>
    public async Task<TimeSpan> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        if (!arguments.Contains("--env")) arguments = [.. arguments, "--env", Name];
        var shown = $"./build.sh {string.Join(' ', arguments)}";
        _log(shown);
        var start = Stopwatch.GetTimestamp();
        var result = await Tool(arguments).RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.Succeeded) return Stopwatch.GetElapsedTime(start);
        throw new OperatorException(
            $"{shown} ended with exit code {result.ExitCode}.",
            $"the lab {Name}",
            _keep
                ? $"Its output above says what failed. The lab is left as it is: add --root {Root} to the same command, and to "
                    + "Destroy in the end."
                : "Its output above says what failed. The lab is destroyed now; --keep-lab leaves it for a look.");
    }

    /// <summary>Destroys it, unless it is to be kept.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_keep) _log($"the lab is kept; remove it with ./build.sh Destroy --env {Name} --root {Root}");
            else await RemoveAsync().ConfigureAwait(false);
        }
        catch (OperatorException e)
        {
            _log(e.Message);
        }
        finally
        {
            await _lock.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync()
    {
        // Also after Ctrl-C.
        if (Directory.Exists(Path.Combine(Environments, Name))) await RunAsync(CancellationToken.None, "Destroy").ConfigureAwait(false);
        Directory.Delete(Root, recursive: true);
    }

    private Program Tool(string[] arguments) =>
        Program.Of(Dotnet(), ["exec", Assembly.GetEntryAssembly()!.Location, .. arguments, "--root", Root, "--no-logo"]) with
        {
            Timeout = Longest,
            Grace = Grace,
            OnLine = _log,
        };

    private static string Dotnet() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private static FileStream Hold(string root)
    {
        try
        {
            return new FileStream(root + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new OperatorException("Another run has this lab.", root, "Wait for its end.");
        }
    }

    private static void CopyFolder(string from, string to, Func<string, string, string> edit)
    {
        Directory.CreateDirectory(to);
        // An image of the environment's own is read, never changed.
        foreach (var folder in Directory.GetDirectories(from))
            Directory.CreateSymbolicLink(Path.Combine(to, Path.GetFileName(folder)), folder);
        foreach (var file in Directory.GetFiles(from))
        {
            var name = Path.GetFileName(file);
            var copy = Path.Combine(to, name);
            if (Path.GetExtension(name) == ".yml") File.WriteAllText(copy, edit(name, File.ReadAllText(file)));
            else File.Copy(file, copy);
        }
    }
}
