using Nuke.Common.IO;
using Nuke.Common.Output;
using Nuke.Common.Parameters;
using Serilog;

namespace Nuke.Common.Execution;

/// <summary>Checks all arguments, and refuses the run with all problems at once, before the first target.</summary>
internal sealed class BuildSetup(Invocation invocation, BuildConsole console, CommandLine line, IReadOnlyList<ParameterSpec> own)
{
    private readonly List<string> problems = [.. line.Problems];

    /// <summary>Sets up the build with its plan and returns the fingerprint of the attempt.</summary>
    public string Prepare(NukeBuild build, IReadOnlyList<ExecutableTarget> targets)
    {
        var values = ReadParameters(build);
        console.Hide(values.Secrets);
        values.Inject(build, own);
        Apply(build, values);
        Log.Logger = ConsoleSink.CreateLogger(console, () => build.RunningTargets.FirstOrDefault()?.Name);
        WarnOfMisspeltVariables();
        build.OnBuildCreated();

        var invoked = Find(line.Targets, targets, "target");
        var skipped = Find(line.Values(BuiltIn.Skip) ?? [], targets, "--skip");
        problems.AddRange(invoked.Intersect(skipped).Select(target => $"--skip: the target '{target.Name}' is also invoked."));
        foreach (var target in invoked) target.Invoked = true;
        build.ExecutionPlan = Planner.Plan(targets, line.Targets.Count > 0 ? invoked : [.. targets.Where(target => target.IsDefault)]);
        foreach (var target in build.ExecutionPlan) target.Status = ExecutionStatus.Scheduled;
        ThrowIfAny();

        build.OnBuildInitialized();
        if (line.Has(BuiltIn.Skip)) Skipping.ByName(build.ExecutionPlan, skipped);
        Skipping.ByStaticConditions(build.ExecutionPlan);
        if (!build.Plan) problems.AddRange(Requirements.Missing(build, own));
        ThrowIfAny();
        return string.Join('+', build.ExecutionPlan.Select(target => target.Name)) + "\n" + values.Fingerprint;
    }

    private ParameterValues ReadParameters(NukeBuild build)
    {
        ParameterSpec[] all = [.. own, .. BuiltIn.All];
        var profiles = new ParameterValues([BuiltIn.Profile], [FromCommandLine, FromEnvironment], build: null, problems)
            .Of<string[]>(BuiltIn.Profile) ?? [];
        var names = profiles.Reverse().Select(profile => $"parameters.{profile}.json").ToArray();
        foreach (var missing in names.Where(name => !(NukeBuild.RootDirectory / ".nuke" / name).FileExists()))
            problems.Add($"{BuiltIn.Profile.Option}: there is no file .nuke/{missing}.");
        var files = names.Append("parameters.json").Where(name => (NukeBuild.RootDirectory / ".nuke" / name).FileExists())
            .Select(name => new ParameterFile(NukeBuild.RootDirectory, name, all, problems)).ToArray();

        Func<ParameterSpec, RawValue?>[] sources = [FromCommandLine, FromEnvironment,
            .. files.Select<ParameterFile, Func<ParameterSpec, RawValue?>>(file => file.Find)];
        return new ParameterValues(all, sources, build, problems);
    }

    private RawValue? FromCommandLine(ParameterSpec spec) =>
        line.Values(spec) is { } words ? new RawValue(spec.Option, words, invocation.WorkingDirectory) : null;

    // An empty variable counts as unset: build servers export those for values that do not exist.
    private RawValue? FromEnvironment(ParameterSpec spec)
    {
        if (!spec.Ambient || invocation.Environment.GetValueOrDefault(spec.Variable) is not { Length: > 0 } text) return null;
        var separator = spec.Separator ?? (spec == BuiltIn.Profile ? "+" : null);
        return new RawValue(
            spec.Variable,
            separator is null ? [text] : text.Split(separator, StringSplitOptions.RemoveEmptyEntries),
            invocation.WorkingDirectory);
    }

    // Other programs may use variables with this prefix, so only those that resemble a parameter are reported.
    private void WarnOfMisspeltVariables()
    {
        const string prefix = "NUKE_";
        var valid = own.Concat(BuiltIn.All).Where(spec => spec.Ambient).Select(spec => spec.Variable[prefix.Length..]).ToArray();
        foreach (var name in invocation.Environment.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..]).Except(valid))
            if (Nearest.Word(name, valid) is { } near)
                Log.Warning(
                    "{Variable:l} is ignored, since there is no such parameter. Did you mean {Near:l}?", prefix + name, prefix + near);
    }

    private void Apply(NukeBuild build, ParameterValues values)
    {
        build.Parameters = values;
        build.Continue = values.Of<bool>(BuiltIn.Continue);
        build.Plan = values.Of<bool>(BuiltIn.Plan);
        build.NoLogo = values.Of<bool>(BuiltIn.NoLogo);
        NukeBuild.Verbosity = values.Of<Verbosity?>(BuiltIn.Verbosity) ?? Verbosity.Normal;

        var name = values.Of<string>(BuiltIn.Host);
        var host = Host.Names.FirstOrDefault(candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (name is not null && host is null)
            problems.Add($"--host: '{name}' is not one of {string.Join(", ", Host.Names)}.{Nearest.Hint(name, Host.Names)}");
        var detected = invocation.Environment.GetValueOrDefault("GITLAB_CI") is { Length: > 0 }
            ? nameof(CI.GitLab.GitLab)
            : nameof(Terminal);
        NukeBuild.Host = Host.Named(host ?? detected);
    }

    private List<ExecutableTarget> Find(IEnumerable<string> names, IReadOnlyList<ExecutableTarget> targets, string what)
    {
        var found = new List<ExecutableTarget>();
        foreach (var name in names.Where(name => name is not ""))
        {
            var valid = targets.Select(target => target.Name).Order(StringComparer.Ordinal).ToArray();
            if (targets.FirstOrDefault(target => OptionName.Key(target.Name) == OptionName.Key(name)) is { } target) found.Add(target);
            else problems.Add(
                $"{what}: there is no target '{name}'.{Hint(name, valid, targets)} Expected one of {string.Join(", ", valid)}.");
        }
        return found;
    }

    // A word that is not a misspelt name may be part of a description: `Plan` for the target that shows the plan.
    private static string Hint(string name, string[] valid, IReadOnlyList<ExecutableTarget> targets) =>
        Nearest.Hint(name, valid) is { Length: > 0 } near ? near
        : targets.Where(target => Words(target).Contains(name, StringComparer.OrdinalIgnoreCase)).ToArray() is [var one]
            ? $" Did you mean '{one.Name}' ({one.Description})?"
            : "";

    private static string[] Words(ExecutableTarget target) => target.Description?.Split([' ', ',', ';', ':', '.']) ?? [];

    private void ThrowIfAny()
    {
        if (problems.Count > 0) throw new UsageException([.. problems.Distinct()]);
    }
}
