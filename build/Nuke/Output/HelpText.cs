using System.ComponentModel;
using System.Reflection;
using System.Text;
using Nuke.Common.Execution;
using Nuke.Common.Parameters;

namespace Nuke.Common.Output;

/// <summary>The answer to --help. The build class's Description gives its first line and, after that line, its end.</summary>
internal static class HelpText
{
    public static string Of(NukeBuild build, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<ParameterSpec> own, int width)
    {
        var description = DescriptionOf(build);
        var text = new StringBuilder();
        if (description.Length > 0) text.AppendLine(description[0]).AppendLine();
        text.AppendLine("Usage: ./build.sh [targets] [--parameter value ...]").AppendLine();

        text.AppendLine("Targets (with their direct dependencies):").AppendLine();
        var listed = targets.Where(target => target.Listed).ToArray();
        var nameWidth = listed.Select(target => TitleOf(target).Length).Append(20).Max();
        foreach (var target in listed) AppendTarget(text, target, nameWidth, width);

        text.AppendLine().AppendLine("Parameters:").AppendLine();
        var builtIn = BuiltIn.All.Where(spec => spec.Listed).ToArray();
        var mine = own.Where(spec => spec.Listed).ToArray();
        var optionWidth = mine.Concat(builtIn).Max(spec => spec.Option.Length);
        foreach (var spec in mine) AppendParameter(text, spec, build, optionWidth, width);
        if (mine.Length > 0) text.AppendLine();
        foreach (var spec in builtIn) AppendParameter(text, spec, build, optionWidth, width);
        if (description.Length > 1) text.AppendLine().AppendLine(description[1].Trim('\r', '\n'));
        return text.ToString().TrimEnd();
    }

    /// <summary>The title of the build and, if there is more, the end of its help.</summary>
    public static string[] DescriptionOf(NukeBuild build) =>
        build.GetType().GetCustomAttribute<DescriptionAttribute>()?.Description.ReplaceLineEndings("\n").Split('\n', 2) ?? [];

    private static string TitleOf(ExecutableTarget target) => target.Name + (target.IsDefault ? " (default)" : "");

    private static void AppendTarget(StringBuilder text, ExecutableTarget target, int nameWidth, int width)
    {
        var dependencies = string.Join(", ", target.ExecutionDependencies.Select(dependency => dependency.Name));
        text.AppendLine(
            (dependencies is "" ? $"  {TitleOf(target)}" : $"  {TitleOf(target).PadRight(nameWidth)} -> {dependencies}").TrimEnd());
        if (target.Description is { } description)
            foreach (var line in Wrap(description, width - 4))
                text.Append("    ").AppendLine(line);
    }

    private static void AppendParameter(StringBuilder text, ParameterSpec spec, NukeBuild build, int optionWidth, int width)
    {
        var sentence = (spec.Description ?? "").TrimEnd('.');
        if (sentence is not "") sentence += ".";
        var values = spec.AllowedBy(build);
        if (values.Length > 0) sentence += $" One of: {string.Join(", ", values)}.";
        if (spec.Secret) sentence += $" Secret, by {spec.Variable}.";

        var indent = optionWidth + 4;
        var option = spec.Option.PadRight(optionWidth);
        foreach (var line in Wrap(sentence.Trim(), Math.Max(width - indent, 30)))
        {
            text.AppendLine($"  {option}  {line}".TrimEnd());
            option = new string(' ', optionWidth);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }
}
