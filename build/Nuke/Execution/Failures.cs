using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Distinguishes failures that the operator can fix, which need no stack trace, from bugs.</summary>
internal static class Failures
{
    /// <summary>The mark in an exception's data with which build code says that its message needs no stack trace.</summary>
    public const string Mark = "operator";

    public static bool IsOperators(Exception exception) =>
        exception is UsageException || exception.Data[Mark] is true
            || (exception is AggregateException { InnerExceptions: var all } && all.All(IsOperators));

    /// <summary>The message for the operator; for a bug with the stack trace.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: var all } when IsOperators(exception) => string.Join('\n', all.Select(Describe)),
        _ when IsOperators(exception) => exception.Message,
        _ => exception.ToString(),
    };

    public static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException or TypeInitializationException when exception.InnerException is { } inner => Unwrap(inner),
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        _ => exception,
    };
}
