using GitLabHa.Core.Planning;

namespace GitLabHa.Reporting.Plans;

/// <summary>Steps in words.</summary>
public static class StepText
{
    /// <summary>What the step does, in a line.</summary>
    public static string Of(Step step) => step switch
    {
        Step.InstallPackage x =>
            $"install {x.Package}{(x.Version is null ? "" : " " + x.Version)}{(x.Before is null ? "" : $" (now {x.Before})")}",
        Step.WriteFile { BeforeSha256: null } x => $"create {x.File.Path} ({x.File.Owner} {x.File.Mode})",
        Step.WriteFile { BeforeMasked: null } x => $"set owner and mode of {x.File.Path} ({x.File.Owner} {x.File.Mode})",
        Step.WriteFile x => $"change {x.File.Path}",
        Step.CopySharedFile x =>
            x.Source is null ? $"share {x.File.Path} from the node that generates it" : $"copy {x.File.Path} from {x.Source.Name}",
        Step.Satisfy x => $"ensure: {x.Ensure.Title}",
        Step.RunCommand x => $"run {x.Command.Display}",
        Step.HandOver x => $"hand over: {x.Way.Move.Display}",
        Step.Await x => $"wait until {x.Check.Title} (at most {x.Deadline.Short()})",
        Step.WriteMarker { Mark.IsFinal: true } => "record that all of it succeeded",
        Step.WriteMarker { Mark.IsWaiting: true } => "record that its checks are pending",
        Step.WriteMarker => "record that a change is in progress",
        _ => step.GetType().Name,
    };

    /// <summary>What a plan or log shows behind it: the reason, the risk, and whether it is decided later.</summary>
    public static string Remarks(Step step)
    {
        var marks = new List<string> { step.Reason };
        if (step.Risk != Risk.Safe) marks.Add(step.Risk == Risk.Disruptive ? "may interrupt a service" : "cannot be undone");
        if (step.DecidedAtApply) marks.Add("decided at apply");
        return string.Join("; ", marks);
    }

    /// <summary>What the step does with its remarks, marked by its risk.</summary>
    internal static string Line(Step step) => $"{Mark(step)} {Of(step)}  ({Remarks(step)})";

    /// <summary>The style of that line.</summary>
    internal static string Style(Step step) => step.Risk switch { Risk.Disruptive => "yellow", Risk.Irreversible => "red", _ => "default" };

    private static char Mark(Step step) => step.Risk switch { Risk.Disruptive => '~', Risk.Irreversible => '!', _ => '-' };

    /// <summary>The masked difference of a file that is written; empty for other steps.</summary>
    public static IReadOnlyList<string> Diff(Step step) => step switch
    {
        Step.WriteFile { BeforeSha256: null } x => UnifiedDiff.Of("", x.AfterMasked),
        Step.WriteFile { BeforeMasked: { } before } x => UnifiedDiff.Of(before, x.AfterMasked),
        _ => [],
    };
}
