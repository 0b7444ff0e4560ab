using System.Security.Cryptography;
using System.Text;
using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>Records what has succeeded, for --continue; another set of targets or parameters is another attempt.</summary>
internal sealed class AttemptLog
{
    private readonly AbsolutePath file;

    public AttemptLog(AbsolutePath file, string fingerprint, bool resume)
    {
        this.file = file;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint)));
        var lines = resume && file.FileExists() ? file.ReadAllLines() : [];
        IsResumed = lines.FirstOrDefault() == hash;
        Succeeded = IsResumed ? [.. lines.Skip(1)] : [];
        if (!IsResumed) file.WriteAllText(hash);
    }

    public bool IsResumed { get; }

    public IReadOnlyCollection<string> Succeeded { get; }

    // After a success there is nothing to continue: a later run starts from the beginning.
    public void Forget() => file.DeleteFile();

    public void Add(ExecutableTarget target) => File.AppendAllText(file, target.Name + "\n");
}
