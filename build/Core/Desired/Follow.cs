using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Desired;

/// <summary>A command on another node that follows the first run of a node whose group runs already: it was replaced, or added.</summary>
/// <param name="On">The other node.</param>
/// <param name="Command">The command; safe to run again.</param>
/// <param name="Reason">Why, as a phrase.</param>
public sealed record Follow(Node On, Command Command, string Reason);
