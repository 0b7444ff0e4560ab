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
