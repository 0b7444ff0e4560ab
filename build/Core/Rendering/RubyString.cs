using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Rendering;

/// <summary>A Ruby string; equal when the revealed texts are.</summary>
public sealed record RubyString(SecretText Text) : RubyValue
{
    /// <inheritdoc />
    public bool Equals(RubyString? other) => other is not null && other.Text.Sha256 == Text.Sha256;

    /// <inheritdoc />
    public override int GetHashCode() => Text.Sha256.GetHashCode(StringComparison.Ordinal);
}
