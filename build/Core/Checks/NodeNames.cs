using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks;

/// <summary>Recognises nodes in what clusters call their members: an address, a name, a name with a domain, any with a port.</summary>
public static class NodeNames
{
    public static bool Means(this string said, Node node)
    {
        var host = said.LastIndexOf(':') is > 0 and var colon ? said[..colon] : said;
        return host == node.Address || host == node.Name || host.StartsWith(node.Name + ".", StringComparison.Ordinal);
    }

    public static string NameOf(this IEnumerable<Node> nodes, string said) => nodes.FirstOrDefault(x => said.Means(x))?.Name ?? said;
}
