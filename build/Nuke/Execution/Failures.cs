using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Tells failures that the operator can mend, which need no stack, from our own mistakes.</summary>
internal static class Failures
{
    /// <summary>The mark build code puts on an exception's data when its message is all there is to say.</summary>
    public const string Mark = "operator";

    public static bool IsOperators(Exception exception) =>
        exception is UsageException || exception.Data[Mark] is true || (exception is AggregateException { InnerExceptions: var all } && all.All(IsOperators));

    /// <summary>Says what is to be done, or for our own mistakes where they happened.</summary>
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
