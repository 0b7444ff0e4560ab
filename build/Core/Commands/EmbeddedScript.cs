using System.Collections.Concurrent;
using System.Reflection;

namespace GitLabHa.Core.Commands;

/// <summary>Scripts in files of their own, beside the code, where shellcheck and editors read them; the assembly embeds them.</summary>
public static class EmbeddedScript
{
    private static readonly ConcurrentDictionary<(Assembly, string), string> Texts = new();

    /// <summary>The text of a file that the owner's assembly embeds, without the line feed at its end.</summary>
    public static string Of(Type owner, string fileName) => Texts.GetOrAdd((owner.Assembly, fileName), Read);

    private static string Read((Assembly Assembly, string FileName) key)
    {
        using var stream = key.Assembly.GetManifestResourceStream(key.FileName) ?? throw new InvalidOperationException(
            $"{key.FileName} is not embedded in {key.Assembly.GetName().Name}: its project needs an EmbeddedResource for it, or the name "
                + $"is another one. Embedded are: {string.Join(", ", key.Assembly.GetManifestResourceNames())}.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text.EndsWith('\n') ? text[..^1] : text;
    }
}
