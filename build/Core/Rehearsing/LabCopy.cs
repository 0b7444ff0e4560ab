using System.Net;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Rehearsing;

/// <summary>What a lab like another one is: its name, version, edition and network; the rest is the other's.</summary>
public sealed record LabCopy
{
    /// <summary>The lab that it is made like.</summary>
    public required GitLabEnvironment Of { get; init; }

    /// <summary>Its own name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required GitLabVersion Version { get; init; }

    /// <summary>Its edition.</summary>
    public required GitLabEdition Edition { get; init; }

    /// <summary>Its network.</summary>
    public required IPNetwork Network { get; init; }

    /// <summary>One of the other's files as its own: values are changed in place, comments stay.</summary>
    public string Edit(string file, string text)
    {
        var moved = LabNetwork.Move(text, IPNetwork.Parse(Of.Lab!.Subnet), Network);
        if (file != "environment.yml") return moved;
        var versioned = Replace(moved, "version", Of.Version.ToString(), Version.ToString());
        return Replace(versioned, "edition", Word(Of.Edition), Word(Edition));
    }

    private string Replace(string text, string key, string from, string to) =>
        from == to ? text : ScalarEdit.Replace(text, key, from, to) ?? throw new OperatorException(
        $"The line '{key}: {from}' is not exactly once in the file, so a copy of the lab with {to} cannot be made.",
        $"environments/{Of.Name}/environment.yml: gitlab.{key}",
        "Write it as in environments/lab, without an anchor or an alias.");

    private static string Word(GitLabEdition edition) => edition.ToString().ToLowerInvariant();
}
