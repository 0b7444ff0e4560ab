using Nuke.Common.IO;

namespace Nuke.Common.Parameters;

/// <summary>What a source says about a parameter: where it says so, the words, and what relative paths start from.</summary>
internal sealed record RawValue(string Origin, string[] Words, AbsolutePath BaseDirectory);
