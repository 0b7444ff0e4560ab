using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>Stops the build where something does not hold.</summary>
public static class Assert
{
    /// <summary>Stops the build.</summary>
    [DoesNotReturn]
    [SuppressMessage("Usage", "CA2201", Justification = "NUKE throws the plain Exception, and build code may catch it.")]
    public static void Fail(string message, Exception? exception = null) => throw new Exception(message, exception);

    /// <summary>Stops the build unless the condition holds.</summary>
    public static void True(
        [DoesNotReturnIf(false)] bool condition,
        string? message = null,
        [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (!condition) throw Violation(message, "Expected to be true", argumentExpression);
    }

    /// <summary>Stops the build if the condition holds.</summary>
    public static void False(
        [DoesNotReturnIf(true)] bool condition,
        string? message = null,
        [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (condition) throw Violation(message, "Expected to be false", argumentExpression);
    }

    /// <summary>Returns the object, or stops the build if there is none.</summary>
    public static T NotNull<T>(
        [NotNull] this T? obj,
        string? message = null,
        [CallerArgumentExpression(nameof(obj))] string? argumentExpression = null)
        where T : class => obj ?? throw Violation(message, "Expected a value", argumentExpression);

    /// <summary>Returns the text, or stops the build if it is empty.</summary>
    public static string NotNullOrEmpty(
        [NotNull] this string? str,
        string? message = null,
        [CallerArgumentExpression(nameof(str))] string? argumentExpression = null) =>
        string.IsNullOrEmpty(str) ? throw Violation(message, "Expected text", argumentExpression) : str;

    /// <summary>Returns the text, or stops the build if it is blank.</summary>
    public static string NotNullOrWhiteSpace(
        [NotNull] this string? str,
        string? message = null,
        [CallerArgumentExpression(nameof(str))] string? argumentExpression = null) =>
        string.IsNullOrWhiteSpace(str) ? throw Violation(message, "Expected text", argumentExpression) : str;

    /// <summary>Stops the build if the collection is empty.</summary>
    public static void NotEmpty<T>(
        [NotNull] IReadOnlyCollection<T>? collection,
        string? message = null,
        [CallerArgumentExpression(nameof(collection))] string? argumentExpression = null)
    {
        if (collection is not { Count: > 0 }) throw Violation(message, "Expected at least one item", argumentExpression);
    }

    /// <summary>Stops the build unless the file exists.</summary>
    public static void FileExists(
        string path,
        string? message = null,
        [CallerArgumentExpression(nameof(path))] string? argumentExpression = null)
    {
        if (!File.Exists(path)) throw Violation(message, $"Expected the file {path}", argumentExpression);
    }

    /// <summary>Stops the build unless the folder exists.</summary>
    public static void DirectoryExists(
        string path,
        string? message = null,
        [CallerArgumentExpression(nameof(path))] string? argumentExpression = null)
    {
        if (!Directory.Exists(path)) throw Violation(message, $"Expected the folder {path}", argumentExpression);
    }

    private static ArgumentException Violation(string? message, string fallback, string? expression) =>
        message is null ? new ArgumentException(fallback, expression) : new ArgumentException(message);
}
