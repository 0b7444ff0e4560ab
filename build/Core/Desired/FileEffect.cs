using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Desired;

/// <summary>What follows when a file changed.</summary>
public sealed record FileEffect
{
    private FileEffect()
    {
    }

    /// <summary>Nothing.</summary>
    public static FileEffect None { get; } = new();

    /// <summary><c>gitlab-ctl reconfigure</c>, once for all files of the node that have this effect.</summary>
    public static FileEffect Reconfigure { get; } = new();

    /// <summary>
    /// Refuses the new content when it does not validate: runs before the rename, with the path of the new content as its
    /// last argument; null when there is nothing to validate with.
    /// </summary>
    public Command? Validate { get; private init; }

    /// <summary>Makes the service take the new content; null for <see cref="None"/> and <see cref="Reconfigure"/>.</summary>
    public Command? Activate { get; private init; }

    /// <summary>A service that is told to take the new content, after it was validated.</summary>
    public static FileEffect Service(Command? validate, Command activate) => new() { Validate = validate, Activate = activate };
}
