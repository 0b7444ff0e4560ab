namespace Nuke.Common.Parameters;

/// <summary>The parameters of the engine itself.</summary>
internal static class BuiltIn
{
    public static readonly ParameterSpec Continue = Switch("Continue", "Skips what succeeded in the last attempt with the same arguments");
    public static readonly ParameterSpec Help = Switch("Help", "Shows this text");
    public static readonly ParameterSpec Host = Ambient(
        "Host", typeof(string), $"Where the build runs: {string.Join(" or ", Common.Host.Names)}");
    public static readonly ParameterSpec NoLogo = Ambient("NoLogo", typeof(bool), "Leaves out the head line");
    public static readonly ParameterSpec Plan = Switch("Plan", "Shows what would run, in which order and why, and runs nothing");
    public static readonly ParameterSpec Profile = Ambient(
        "Profile", typeof(string[]), "Reads .nuke/parameters.<profile>.json too; the last one named wins");
    public static readonly ParameterSpec Root = Ambient(
        "Root", typeof(string), "The folder that holds the .nuke folder") with
    { Ambient = false };
    public static readonly ParameterSpec Skip = Targets("Skip", "Skips the targets named, or all that were not invoked");
    public static readonly ParameterSpec Target = Targets("Target", "The targets to run; they may also be named before the first option");
    public static readonly ParameterSpec Verbosity = Ambient("Verbosity", typeof(Verbosity), "How much of the log is shown");
    public static readonly ParameterSpec GenerateSchema = Switch(
        "GenerateSchema", "Writes .nuke/build.schema.json") with
    { Listed = false };

    public static IReadOnlyList<ParameterSpec> All { get; } =
        [Continue, GenerateSchema, Help, Host, NoLogo, Plan, Profile, Root, Skip, Target, Verbosity];

    private static ParameterSpec Ambient(string name, Type type, string description) =>
        new() { Name = name, Type = type, Description = description };

    private static ParameterSpec Switch(string name, string description) =>
        Ambient(name, typeof(bool), description) with { Ambient = false };

    private static ParameterSpec Targets(string name, string description) =>
        Ambient(name, typeof(string[]), description) with { Separator = "+", Ambient = false };
}
