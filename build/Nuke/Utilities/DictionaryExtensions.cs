namespace Nuke.Common.Utilities.Collections;

/// <summary>Lets pairs be added to a dictionary one call after the other.</summary>
public static class DictionaryExtensions
{
    /// <summary>Adds the text of a value and returns the dictionary.</summary>
    public static Dictionary<TKey, string> AddPair<TKey, TValue>(
        this Dictionary<TKey, string> dictionary, TKey key, TValue? value = default)
        where TKey : notnull
    {
        dictionary.Add(key, value?.ToString() ?? "");
        return dictionary;
    }
}
