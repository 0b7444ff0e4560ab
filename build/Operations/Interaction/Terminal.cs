#pragma warning disable RS0030 // This file owns the terminal of the targets.

namespace GitLabHa.Operations.Interaction;

/// <summary>What an operator sees and types; everything else goes to the log.</summary>
public static class Terminal
{
    /// <summary>Standard output.</summary>
    public static TextWriter Out => Console.Out;

    /// <summary>Standard input.</summary>
    public static TextReader In => Console.In;

    /// <summary>Standard error.</summary>
    public static TextWriter Error => Console.Error;

    /// <summary>Whether standard input is not a terminal, so that no answer can be typed.</summary>
    public static bool IsInputRedirected => Console.IsInputRedirected;

    /// <summary>Whether standard output goes to a file or a program.</summary>
    public static bool IsOutputRedirected => Console.IsOutputRedirected;

    /// <summary>Whether a key waits to be read.</summary>
    public static bool KeyAvailable => Console.KeyAvailable;

    /// <summary>The next key, which is not shown.</summary>
    public static ConsoleKeyInfo ReadHiddenKey() => Console.ReadKey(intercept: true);
}
