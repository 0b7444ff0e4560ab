using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace GitLabHa.Core.Secrets;

/// <summary>Keeps the secrets of an interpolated string sealed instead of printing their masks into it.</summary>
[InterpolatedStringHandler]
public readonly ref struct SecretTextHandler
{
    /// <summary>Called by the compiler.</summary>
    public SecretTextHandler(int literalLength, int formattedCount) =>
        Parts = ImmutableArray.CreateBuilder<object>((formattedCount * 2) + 1);

    internal ImmutableArray<object>.Builder Parts { get; }

    /// <summary>Called by the compiler for the literal parts.</summary>
    public void AppendLiteral(string value) => Parts.Add(value);

    /// <summary>Adds a secret, sealed.</summary>
    public void AppendFormatted(Secret value) => Parts.Add(value);

    /// <summary>Adds a text with its secrets sealed.</summary>
    public void AppendFormatted(SecretText value) => Parts.AddRange(value.Parts);

    /// <summary>Adds any other value as invariant text.</summary>
    public void AppendFormatted<T>(T value) => Parts.Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
}
