using System.Diagnostics.CodeAnalysis;

namespace GitLabHa.Core.Observing;

/// <summary>A managed file as it was found.</summary>
public abstract record FileState
{
    private FileState()
    {
    }

    /// <summary>It is not there.</summary>
    public sealed record Absent : FileState;

    /// <summary>It is there.</summary>
    /// <param name="Sha256">Of its bytes, lower-case hex.</param>
    /// <param name="Owner">owner:group.</param>
    /// <param name="Mode">Four octal digits.</param>
    /// <param name="Content">Its text when it differs from what is wanted, unmasked: to be masked before it is shown.</param>
    public sealed record Present(string Sha256, string Owner, string Mode, string? Content) : FileState
    {
        /// <inheritdoc />
        [ExcludeFromCodeCoverage]
        public override string ToString() => $"{Sha256} {Owner} {Mode}";
    }

    /// <summary>Could not be read; never counts as absent.</summary>
    public sealed record Unknown(string Why) : FileState;
}
