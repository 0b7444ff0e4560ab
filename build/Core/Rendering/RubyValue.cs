using System.Collections.Immutable;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Rendering;

/// <summary>A value of gitlab.rb: what Ruby literal it becomes.</summary>
public abstract record RubyValue
{
    /// <summary>A string.</summary>
    public static implicit operator RubyValue(string value) => new RubyString(SecretText.Plain(value));

    /// <summary>A whole number.</summary>
    public static implicit operator RubyValue(int value) => new RubyInteger(value);

    /// <summary>A whole number.</summary>
    public static implicit operator RubyValue(long value) => new RubyInteger(value);

    /// <summary>A boolean.</summary>
    public static implicit operator RubyValue(bool value) => new RubyBoolean(value);

    /// <summary>A string that is secret.</summary>
    public static implicit operator RubyValue(Secret value) => new RubyString(SecretText.Sealed(value));

    /// <summary>A string that may hold secrets.</summary>
    public static implicit operator RubyValue(SecretText value) => new RubyString(value);

    /// <summary>A list of strings.</summary>
    public static RubyValue List(IEnumerable<string> items) => new RubyList([.. items.Select(x => (RubyValue)x)]);

    /// <summary>A list of values.</summary>
    public static RubyValue List(IEnumerable<RubyValue> items) => new RubyList([.. items]);

    /// <summary>A map with string keys, in the order given.</summary>
    public static RubyMap Map(params (string Key, RubyValue Value)[] entries) => RubyMap.Empty.With(entries);
}

/// <summary>A Ruby string; equal when the revealed texts are.</summary>
public sealed record RubyString(SecretText Text) : RubyValue
{
    /// <inheritdoc />
    public bool Equals(RubyString? other) => other is not null && other.Text.Sha256 == Text.Sha256;

    /// <inheritdoc />
    public override int GetHashCode() => Text.Sha256.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A string that the operator keeps in the secrets store; its name takes its place until a node is composed.</summary>
public sealed record RubySecret(string Name) : RubyValue;

/// <summary>A Ruby integer.</summary>
public sealed record RubyInteger(long Value) : RubyValue;

/// <summary>A Ruby float.</summary>
public sealed record RubyFloat(double Value) : RubyValue;

/// <summary>true or false.</summary>
public sealed record RubyBoolean(bool Value) : RubyValue;

/// <summary>nil.</summary>
public sealed record RubyNil : RubyValue;

/// <summary>A Ruby array; equal when its items are.</summary>
public sealed record RubyList(ImmutableArray<RubyValue> Items) : RubyValue
{
    /// <inheritdoc />
    public bool Equals(RubyList? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc />
    public override int GetHashCode() => Items.Length;
}
