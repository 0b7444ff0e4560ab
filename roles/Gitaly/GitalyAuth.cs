using GitLabHa.Core.Desired;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Roles;

/// <summary>
/// The token that Gitaly and Praefect demand. While it is replaced they also serve requests with another one, and count these in
/// gitaly_authentications_total. Source: https://docs.gitlab.com/administration/gitaly/configure_gitaly/#rotate-gitaly-authentication-token
/// </summary>
internal static class GitalyAuth
{
    internal static RubyMap Of(RoleContext context, string secret)
    {
        var auth = RubyValue.Map(("token", context.Demanded(secret)));
        return context.IsLenient(secret) ? auth.With(("transitioning", true)) : auth;
    }
}
