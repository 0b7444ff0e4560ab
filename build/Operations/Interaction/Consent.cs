namespace GitLabHa.Operations.Interaction;

/// <summary>Asks whoever sits at a terminal whether something that cannot be undone is meant.</summary>
public static class Consent
{
    /// <summary>Whether the name was typed; false at once where nobody sits who could be asked.</summary>
    public static bool Typed(string name, string what)
    {
        if (Terminal.IsInputRedirected || Terminal.IsOutputRedirected) return false;
        Terminal.Out.Write($"{what} Type {name} to go on: ");
        return Terminal.In.ReadLine()?.Trim() == name;
    }
}
