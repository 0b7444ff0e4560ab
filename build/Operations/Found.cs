using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GitLabHa.Operations;

/// <summary>What one phase of an operation finds out and later ones need.</summary>
internal sealed class Found<T>([CallerMemberName] string name = "")
    where T : notnull
{
    private T? _value;

    /// <summary>Whether it was found.</summary>
    [MemberNotNullWhen(true, nameof(_value))]
    public bool IsSet { get; private set; }

    /// <summary>The value; reading it before it was found is a fault in the order of the phases.</summary>
    public T Value
    {
        get => IsSet
            ? _value
            : throw new InvalidOperationException($"no phase found {typeof(T).Name} yet{(name.Length > 0 ? $" ({name})" : "")}");
        set => (_value, IsSet) = (value, true);
    }
}
