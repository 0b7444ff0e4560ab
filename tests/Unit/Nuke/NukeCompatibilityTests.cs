using System.Reflection;
using System.Xml.Linq;
using GitLabHa.Tests.Unit.Loading;
using Nuke.Common;
using Nuke.Common.Execution;

namespace GitLabHa.Tests.Unit.Nuke;

[Collection(OneAtATime.Name)]
public sealed class NukeCompatibilityTests : IDisposable
{
    // What Nuke.Common 10.1.0 depends on, as far as this repository pins it, too: a lower pin is error NU1109 with that package.
    private static readonly (string Package, string Minimum)[] Minimums =
        [("Serilog", "4.3.0"), ("YamlDotNet", "16.3.0")];

    private readonly Engine engine = new();

    public void Dispose() => engine.Dispose();

    [Fact]
    public void No_pin_is_below_what_the_package_of_NUKE_needs()
    {
        var pins = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(pin => (string)pin.Attribute("Include")!, pin => Version.Parse((string)pin.Attribute("Version")!));

        foreach (var (package, minimum) in Minimums) pins[package].ShouldBeGreaterThanOrEqualTo(Version.Parse(minimum), package);
    }

    [Fact]
    public void A_target_named_like_a_member_of_NUKEs_build_class_is_refused() =>
        Refused(new HiddenTarget()).ShouldBe(["target: the name 'Plan' is taken: NUKE's build class has a member 'Plan', which hides it."]);

    [Fact]
    public void A_target_named_like_a_member_that_only_NUKE_has_is_refused() =>
        Refused(new HiddenInNukeAlone()).ShouldBe([
            "target: the name 'Partition' is taken: NUKE's build class has a member 'Partition', which hides it.",
            "target: the name 'ToString' is taken: NUKE's build class has a member 'ToString', which hides it."]);

    [Fact]
    public void A_parameter_named_like_a_member_or_an_option_of_NUKE_is_refused() =>
        Refused(new HiddenParameters()).ShouldBe([
            "--npm-package-json-file: the name 'NpmPackageJsonFile' is taken by NUKE's own member or option of that name.",
            "--profile: the name 'Profile' is taken by NUKE's own member or option of that name."]);

    [Fact]
    public void Values_listed_by_an_interface_are_found_only_through_the_type_that_declares_them() =>
        Refused(new Unfound()).ShouldBe([
            "--colours: 'Unfound' declares no 'ColourNames' that lists its values. Add: ValueProviderType = typeof(IUnfound).",
            "--derived: 'IDerived' declares no 'ColourNames' that lists its values. Add: ValueProviderType = typeof(IUnfound).",
            "--list: 'IUnfound.Listed' lists its values and must have the type IEnumerable<string>."]);

    [Fact]
    public void Every_member_that_this_engine_offers_is_in_the_list_of_NUKEs_names()
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var offered = typeof(NukeBuild).GetMembers(all).Concat(typeof(INukeBuild).GetMembers(all))
            .Where(member => member is MethodInfo { IsSpecialName: false } method && Visible(method)
                || member is PropertyInfo { GetMethod: { } getter } && Visible(getter))
            .Select(member => member.Name).Distinct().ToArray();

        offered.Length.ShouldBeGreaterThan(30);
        offered.ShouldBeSubsetOf(NukeNames.Members);
    }

    private static bool Visible(MethodInfo method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private string[] Refused<T>(T build)
        where T : NukeBuild
    {
        engine.Run(build, "--help").ShouldBe(1);
        return [.. engine.Error.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))
            .Select(line => line["error: ".Length..])];
    }

    private interface IHidden : INukeBuild
    {
        new Target Plan => _ => _;
    }

    private interface IHiddenInNukeAlone : INukeBuild
    {
        Target Partition => _ => _;

        Target ToString => _ => _;
    }

    private interface IHiddenParameters : INukeBuild
    {
        [Parameter]
        string? NpmPackageJsonFile => TryGetValue(() => NpmPackageJsonFile);

        [Parameter(Name = "Profile")]
        string? Which => TryGetValue(() => Which);
    }

    private interface IUnfound : INukeBuild
    {
        [Parameter(ValueProviderMember = nameof(ColourNames))]
        string? Colours => TryGetValue(() => Colours);

        [Parameter(ValueProviderType = typeof(IUnfound), ValueProviderMember = nameof(Listed))]
        string? List => TryGetValue(() => List);

        IEnumerable<string> ColourNames => ["red"];

        string[] Listed => ["red"];
    }

    private interface IDerived : IUnfound
    {
        [Parameter(ValueProviderType = typeof(IDerived), ValueProviderMember = nameof(ColourNames))]
        string? Derived => TryGetValue(() => Derived);
    }

    private sealed class HiddenTarget : NukeBuild, IHidden;

    private sealed class HiddenInNukeAlone : NukeBuild, IHiddenInNukeAlone;

    private sealed class HiddenParameters : NukeBuild, IHiddenParameters;

    private sealed class Unfound : NukeBuild, IDerived;
}
