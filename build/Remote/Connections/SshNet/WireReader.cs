using System.Buffers.Binary;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>Reads numbers and strings as SSH writes them. Source: https://www.rfc-editor.org/rfc/rfc4251#section-5</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public uint Number() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Text() => Take(checked((int)Number()));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw new InvalidDataException("it is cut short");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
