using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Tells failures that the operator can mend, which need no stack, from our own mistakes.</summary>
internal static class Failures
{
    /// <summary>The mark build code puts on an exception's data when its message is all there is to say.</summary>
    public const string Mark = "operator";

    public static bool IsOperators(Exception exception) =>
        exception is UsageException || exception.Data[Mark] is true || exception.GetType().Name == "OperatorException";

    public static Exception Unwrap(Exception exception) => exception switch
    {
        TargetInvocationException or TypeInitializationException when exception.InnerException is { } inner => Unwrap(inner),
        AggregateException { InnerExceptions: [var only] } => Unwrap(only),
        _ => exception,
    };
}
