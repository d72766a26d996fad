using System.Numerics;
using System.Runtime.InteropServices;

namespace SessionPersistence.Testing.Disk;

/// <summary>An unchanging piece of a file, shared by every picture that holds it.</summary>
internal sealed class Page
{
    public const int Size = 4096;

    private static readonly Page?[] Uniforms = new Page?[256];

    private readonly byte[] _bytes;
    private ulong _hash;

    private Page(byte[] bytes) => _bytes = bytes;

    public static Page Blank => Uniform(0);

    public ReadOnlySpan<byte> Bytes => _bytes;

    // Two threads may compute it at once and store the same value; 0 stands for "not yet".
    public ulong Hash => _hash != 0 ? _hash : _hash = Compute(_bytes) | 1;

    public static Page Uniform(byte value) => Uniforms[value] ??= CreateUniform(value);

    /// <summary>Takes over a whole page of bytes.</summary>
    public static Page Of(byte[] bytes) =>
        bytes.AsSpan().ContainsAnyExcept(bytes[0]) ? new Page(bytes) : Uniform(bytes[0]);

    /// <summary>Copies a whole page of bytes.</summary>
    public static Page Copy(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyExcept(bytes[0]) ? new Page(bytes.ToArray()) : Uniform(bytes[0]);

    public static ulong Mix(ulong hash, ulong value)
    {
        var high = Math.BigMul(hash ^ 0xa0761d6478bd642f, value ^ 0xe7037ed1a0b428db, out var low);
        return BitOperations.RotateLeft(hash, 23) ^ high ^ low;
    }

    public static ulong Compute(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            hash = Mix(hash, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            hash = Mix(hash, rest);
        return hash;
    }

    private static Page CreateUniform(byte value)
    {
        var bytes = new byte[Size];
        bytes.AsSpan().Fill(value);
        return new Page(bytes);
    }
}
