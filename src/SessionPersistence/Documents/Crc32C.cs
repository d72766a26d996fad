using System.Buffers.Binary;
using System.Numerics;

namespace SessionPersistence.Documents;

/// <summary>CRC-32C (Castagnoli), the checksum of iSCSI (RFC 3720, appendix B.4), by the processor's own instruction
/// where it has one.</summary>
/// <remarks>Worked example: the CRC of the ASCII text <c>123456789</c> with seed 0 is <c>e3069283</c>.</remarks>
internal static class Crc32C
{
    /// <summary>Computes the checksum of some bytes, or goes on from the checksum of what stood before them.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="seed">0, or the checksum of the preceding bytes.</param>
    public static uint Compute(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
