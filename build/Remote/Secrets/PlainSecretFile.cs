using GitLabHa.Remote.Files;

namespace GitLabHa.Remote.Secrets;

/// <summary>A 0600 file on this machine, outside git.</summary>
internal sealed class PlainSecretFile(string path) : ISecretFile
{
    public string Path => path;

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return null;
        PrivateFiles.RequirePrivate(path);
        return await File.ReadAllTextAsync(path, cancellationToken);
    }

    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        PrivateFiles.Folder(System.IO.Path.GetDirectoryName(path)!);
        await PrivateFiles.WriteAsync(path, text, isPrivate: true, cancellationToken);
    }
}
