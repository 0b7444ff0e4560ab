using System.Text;
using GitLabHa.Core.Desired;

namespace GitLabHa.Remote.Files;

/// <summary>Writes the desired files of nodes to a local folder, for reading and comparing.</summary>
public static class RenderedFiles
{
    /// <summary>
    /// Writes a node's files below FOLDER/NODE, readable by the owner alone: as nodes get them, or with everything masked that is
    /// masked in what is found on nodes.
    /// </summary>
    public static void Write(DesiredNode desired, string folder, Func<string, string> mask, bool revealSecrets)
    {
        foreach (var file in desired.Files)
        {
            var path = Path.Combine(folder, desired.Node.Name, file.Path.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var stream = new FileStream(path, options);
            stream.Write(Encoding.UTF8.GetBytes(revealSecrets ? file.Content.Reveal() : mask(file.Content.Masked)));
        }
    }
}
