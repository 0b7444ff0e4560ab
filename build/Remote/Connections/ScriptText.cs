using System.Collections.Concurrent;

namespace GitLabHa.Remote.Connections;

/// <summary>The sh scripts that lie beside the code, so that shell tools can check them.</summary>
internal static class ScriptText
{
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    public static string Of(string fileName) => Texts.GetOrAdd(fileName, Read);

    private static string Read(string fileName)
    {
        using var stream = typeof(ScriptText).Assembly.GetManifestResourceStream(fileName)
            ?? throw new InvalidOperationException($"{fileName} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
