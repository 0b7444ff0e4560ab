using System.Text;
using GitLabHa.Core;

namespace GitLabHa.Operations.Interaction;

/// <summary>Reads a secret's value from the terminal, without echo, or from a pipe: arguments are in every process list.</summary>
public static class SecretInput
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>The value; never empty.</summary>
    public static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var value = Terminal.IsInputRedirected ? await PipedAsync(cancellationToken) : await TypedAsync(name, cancellationToken);
        if (value.Length > 0) return value;
        throw new OperatorException(
            $"No value was given for {name}.", "standard input", "Type it at the prompt, or pipe it in; a secret cannot be empty.");
    }

    // An editor, and echo, end the last line; that is no part of the value.
    private static async Task<string> PipedAsync(CancellationToken cancellationToken)
    {
        var text = await Terminal.In.ReadToEndAsync(cancellationToken);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    private static async Task<string> TypedAsync(string name, CancellationToken cancellationToken)
    {
        var first = await LineAsync($"{name}: ", cancellationToken);
        if (first.Length > 0 && await LineAsync("again: ", cancellationToken) != first)
            throw new OperatorException("The two values differ; nothing was written.", "standard input", "Rerun the command.");
        return first;
    }

    private static async Task<string> LineAsync(string prompt, CancellationToken cancellationToken)
    {
        await Terminal.Error.WriteAsync(prompt);
        var line = new StringBuilder();
        while (true)
        {
            // Ctrl-C ends it only between keys: a blocking read would not notice.
            while (!Terminal.KeyAvailable) await Task.Delay(Moment, cancellationToken);
            var key = Terminal.ReadHiddenKey();
            if (key.Key == ConsoleKey.Enter) break;
            if (key.Key == ConsoleKey.Backspace) line.Length = Math.Max(0, line.Length - 1);
            else if (!char.IsControl(key.KeyChar)) line.Append(key.KeyChar);
        }

        await Terminal.Error.WriteLineAsync();
        return line.ToString();
    }
}
