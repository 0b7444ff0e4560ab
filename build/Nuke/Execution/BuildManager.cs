using Nuke.Common.IO;
using Nuke.Common.Output;
using Nuke.Common.Parameters;
using Serilog;

namespace Nuke.Common.Execution;

/// <summary>Runs a build, from its command line to its exit code.</summary>
internal sealed class BuildManager(Invocation invocation)
{
    private const int UsageOrFailure = 1;
    private readonly BuildConsole console = new(invocation.Output, invocation.Error, invocation.Colour);
    private bool started;

    public int Run<T>(Func<T> create, IReadOnlyCollection<string> defaults)
        where T : NukeBuild
    {
        try
        {
            return Lead(typeof(T), create, defaults);
        }
        catch (Exception caught)
        {
            var exception = Failures.Unwrap(caught);
            var problems = exception is UsageException usage ? usage.Problems : [Failures.Describe(exception)];
            foreach (var problem in problems) console.ErrorLine($"error: {problem}");
            if (!started) console.ErrorLine("Nothing was executed. See ./build.sh --help");
            return UsageOrFailure;
        }
    }

    private int Lead(Type type, Func<NukeBuild> create, IReadOnlyCollection<string> defaults)
    {
        var own = ParameterSpec.Of(type);
        var properties = TargetProperties.Of(type);
        RefuseWhatNukeCannotTake(type, own, properties.Select(property => property.Name));
        var line = new CommandLine(invocation.Arguments, [.. own, .. BuiltIn.All], [.. properties.Select(property => property.Name)]);
        SetRoot(line);

        var build = create();
        build.Help = line.Has(BuiltIn.Help);
        build.Plan = line.Has(BuiltIn.Plan);
        var targets = TargetFactory.Create(build, properties, defaults);
        if (line.Has(BuiltIn.Help)) return Help(build, targets, own);
        if (line.Has(BuiltIn.GenerateSchema)) return GenerateSchema(build, targets, own);

        var session = new BuildSetup(invocation, console, line, own).Prepare(build, targets);
        if (build.Plan) return Plan(build);
        return build.ExecutionPlan.Count == 0 ? Help(build, targets, own) : Execute(build, session);
    }

    // Targets and parameters must work with NUKE, too, which leaves these out without a message.
    private static void RefuseWhatNukeCannotTake(Type build, IReadOnlyList<ParameterSpec> own, IEnumerable<string> targets)
    {
        var problems = NukeNames.Taken(targets, own).Concat(own.Select(spec => ValueProvider.Problem(spec, build)).OfType<string>())
            .ToArray();
        if (problems.Length > 0) throw new UsageException(problems);
    }

    private void SetRoot(CommandLine line)
    {
        var named = line.Values(BuiltIn.Root)?[0] is { } path ? invocation.WorkingDirectory / path : null;
        if (named is not null && !(named / ".nuke").DirectoryExists())
            throw new UsageException([$"--root: '{named}' has no '.nuke' folder."]);
        NukeBuild.RootDirectory = named ?? invocation.Root ?? RootFinder.Find(AppContext.BaseDirectory, invocation.WorkingDirectory);
    }

    private int Help(NukeBuild build, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<ParameterSpec> own)
    {
        build.OnBuildCreated();
        console.Line(HelpText.Of(build, targets, own, invocation.Width));
        return 0;
    }

    private int Plan(NukeBuild build)
    {
        console.Line(PlanText.Of(build.ExecutionPlan));
        return 0;
    }

    private int GenerateSchema(NukeBuild build, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<ParameterSpec> own)
    {
        var file = NukeBuild.RootDirectory / ".nuke" / "build.schema.json";
        file.WriteAllText(SchemaText.Of(build, targets, own));
        console.Line($"Wrote {file}");
        return 0;
    }

    private int Execute(NukeBuild build, string fingerprint)
    {
        var attempts = new AttemptLog(NukeBuild.TemporaryDirectory / "build-attempt.log", fingerprint, build.Continue);
        if (build.Continue && !attempts.IsResumed)
            Log.Warning("Targets or parameters differ from the last attempt, so everything runs again");

        WriteHead(build);
        started = true;
        using var signal = new CancelSignal(message => Log.Warning("{Message:l}", message));
        new BuildExecutor(build, console, attempts, () => signal.ExitCode is not null).Run();
        Summary.Write(console, build, signal.ExitCode is not null);
        if (build.IsSucceeding) attempts.Forget();
        build.OnBuildFinished();
        return signal.ExitCode ?? build.ExitCode ?? (build.IsSucceeding ? 0 : UsageOrFailure);
    }

    private void WriteHead(NukeBuild build)
    {
        if (build.NoLogo || NukeBuild.Verbosity > Verbosity.Normal) return;
        if (HelpText.DescriptionOf(build) is [var title, ..]) console.Line(title);
    }
}
