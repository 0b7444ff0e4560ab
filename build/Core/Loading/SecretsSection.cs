using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>Reads <c>secrets</c>: the settings of the store, never values.</summary>
internal static class SecretsSection
{
    private static readonly Dictionary<string, SecretStoreKind> Kinds = new()
    {
        ["file"] = SecretStoreKind.File,
        ["age"] = SecretStoreKind.Age
    };

    public static SecretStoreSettings Read(MapReader reader)
    {
        var kind = reader.Choice("store", Kinds) ?? SecretStoreKind.File;
        var recipients = Recipients(reader);
        var identity = reader.Text("identity", Rule.Path);
        if (identity is not null && Private(reader, reader.Raw("identity")!.Place, "identity", identity)) identity = null;
        if (kind == SecretStoreKind.Age && reader.Raw("recipients") is null)
            reader.Report(reader.Place, "recipients", "required with store: age: the public keys of those who may read the secrets");
        foreach (var key in new[] { "recipients", "identity" })
            if (kind == SecretStoreKind.File && reader.Raw(key) is { } value) reader.Report(value.Place, key, "only used with store: age");
        reader.End();
        return new SecretStoreSettings { Store = kind, Recipients = recipients, Identity = identity };
    }

    private static List<string> Recipients(MapReader reader)
    {
        var recipients = new List<string>();
        foreach (var (text, place) in reader.Texts("recipients"))
        {
            if (Private(reader, place, "recipients", text)) continue;
            if (Rule.Recipient(text) is { } expected) reader.Report(place, "recipients", $"expected {expected}");
            else recipients.Add(text);
        }

        return recipients;
    }

    // A private key here would be committed to git. The message does not repeat it.
    private static bool Private(MapReader reader, Place place, string key, string text)
    {
        if (!text.Contains("SECRET-KEY", StringComparison.OrdinalIgnoreCase)
            && !text.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase)) return false;
        reader.Report(
            place, key, "this is a private key: remove it, generate a new one, and write the public key or the path of a key file");
        return true;
    }
}
