using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>Finds the folder that holds the .nuke folder.</summary>
internal static class RootFinder
{
    // The dll's own checkout comes first: a build started by its path from within another checkout acts on its own environments.
    public static AbsolutePath Find(params string[] starts) =>
        starts.Select(Above).FirstOrDefault(root => root is not null)
        ?? throw new UsageException(
            [$"No '.nuke' folder in any folder above {string.Join(" or ", starts)}. Name the folder that holds it with --root."]);

    private static AbsolutePath? Above(string start)
    {
        for (AbsolutePath? path = start; path is not null; path = path.Parent)
            if ((path / ".nuke").DirectoryExists())
                return path;
        return null;
    }
}
