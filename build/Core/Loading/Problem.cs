namespace GitLabHa.Core.Loading;

/// <summary>
/// One thing wrong in an environment's files: where (1-based; line 0 when it concerns the file as a whole), which key, and what was
/// expected.
/// </summary>
public sealed record Problem(string File, int Line, int Column, string Key, string Message)
{
    /// <summary><c>environments/lab/redis.yml:12:7: nodes.adress: unknown key; did you mean address?</c></summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}:{Column}" : File;
        return Key.Length > 0 ? $"{place}: {Key}: {Message}" : $"{place}: {Message}";
    }
}
