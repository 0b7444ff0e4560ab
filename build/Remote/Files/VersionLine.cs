using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Files;

/// <summary>The version in an environment's environment.yml, changed in place: comments and order stay.</summary>
public static class VersionLine
{
    /// <summary>
    /// Replaces it by a rename, so that the file is never half written. Returns false, and changes nothing, when the version
    /// is not there exactly once.
    /// </summary>
    public static bool Replace(string file, GitLabVersion from, GitLabVersion to)
    {
        if (ScalarEdit.Replace(File.ReadAllText(file), "version", from.ToString(), to.ToString()) is not { } text) return false;
        var changed = file + ".new";
        File.Copy(file, changed, overwrite: true);
        File.WriteAllText(changed, text);
        File.Move(changed, file, overwrite: true);
        return true;
    }
}
