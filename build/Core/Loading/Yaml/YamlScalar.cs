namespace GitLabHa.Core.Loading.Yaml;

/// <summary>A scalar; only plain ones (without quotes) can be anything but text.</summary>
internal sealed record YamlScalar(Place Place, string Text, bool Plain) : YamlValue(Place)
{
    public override string Kind => CoreSchema.TypeOf(this) switch
    {
        ScalarType.Null => "nothing",
        ScalarType.Text => $"'{Shown}'",
        ScalarType.Boolean => $"the boolean {Shown}",
        _ => $"the number {Shown}",
    };

    // Messages stay on one line, and a pasted file does not fill the screen.
    private string Shown
    {
        get
        {
            var line = string.Concat(Text.Select(x => char.IsControl(x) ? ' ' : x));
            return line.Length <= 60 ? line : line[..57] + "...";
        }
    }
}
