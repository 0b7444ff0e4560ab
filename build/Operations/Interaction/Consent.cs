namespace GitLabHa.Operations.Interaction;

/// <summary>Asks the operator at a terminal to confirm what cannot be undone.</summary>
public static class Consent
{
    /// <summary>Whether the name was typed; false at once where there is no terminal.</summary>
    public static bool Typed(string name, string what)
    {
        if (Terminal.IsInputRedirected || Terminal.IsOutputRedirected) return false;
        Terminal.Out.Write($"{what} Type {name} to go on: ");
        return Terminal.In.ReadLine()?.Trim() == name;
    }
}
