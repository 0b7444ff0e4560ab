using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GitLabHa.Core.Backups;

/// <summary>A manifest as JSON, with a seal over all it says.</summary>
public static class ManifestJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
    };

    /// <summary>Writes it.</summary>
    public static string Write(BackupManifest manifest) =>
        JsonSerializer.Serialize(new Sealed(1, Seal(manifest), manifest), Options) + "\n";

    /// <summary>Reads it; refuses one that was changed, or that a newer version of this tool wrote.</summary>
    public static BackupManifest Read(string json, string where)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Sealed>(json, Options);
            if (read is not { Manifest: { } manifest, Format: 1 }) throw Broken("it is in a form that this version does not know", where);
            return Seal(manifest) == read.Sha256 ? manifest : throw Broken("its own SHA-256 does not fit", where);
        }
        catch (JsonException e)
        {
            throw Broken(e.Message, where);
        }
    }

    private static string Seal(BackupManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest, Options))));

    private static OperatorException Broken(string why, string where) => new(
        $"The manifest of the backup cannot be trusted: {why}", where, "Take another backup: ./build.sh Backups lists them.");

    private sealed record Sealed(int Format, string Sha256, BackupManifest? Manifest);
}
