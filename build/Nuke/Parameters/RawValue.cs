using Nuke.Common.IO;

namespace Nuke.Common.Parameters;

/// <summary>The value of a parameter in a source: its place, the words, and the folder that relative paths start from.</summary>
internal sealed record RawValue(string Origin, string[] Words, AbsolutePath BaseDirectory);
