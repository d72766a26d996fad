using System.Buffers.Binary;
using System.Numerics;

namespace SessionPersistence.Documents;

/// <summary>XXH64 (Yann Collet, xxHash specification 0.1.1), a fast hash of 64 bits. It guards against mistakes, not
/// against somebody who looks for two texts with one hash.</summary>
/// <remarks>Worked example: the hash of the ASCII text <c>123456789</c> with seed 0 is
/// <c>8cb841db40e6ae83</c>.</remarks>
internal static class XxHash64
{
    private const int StripeLength = 32;
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>Computes the hash of some bytes, with seed 0.</summary>
    public static ulong Compute(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var length = (ulong)bytes.Length;
            var hash = (bytes.Length >= StripeLength ? TakeStripes(ref bytes) : Prime5) + length;
            for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
                hash = (BitOperations.RotateLeft(hash ^ Round(0, Lane(bytes)), 27) * Prime1) + Prime4;

            if (bytes.Length >= sizeof(uint))
            {
                var lane = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                hash = (BitOperations.RotateLeft(hash ^ (lane * Prime1), 23) * Prime2) + Prime3;
                bytes = bytes[sizeof(uint)..];
            }

            foreach (var b in bytes) hash = BitOperations.RotateLeft(hash ^ (b * Prime5), 11) * Prime1;
            return Avalanche(hash);
        }
    }

    private static ulong TakeStripes(ref ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var (a, b, c, d) = (Prime1 + Prime2, Prime2, 0UL, 0UL - Prime1);
            for (; bytes.Length >= StripeLength; bytes = bytes[StripeLength..])
            {
                (a, b) = (Round(a, Lane(bytes)), Round(b, Lane(bytes[8..])));
                (c, d) = (Round(c, Lane(bytes[16..])), Round(d, Lane(bytes[24..])));
            }

            var hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
                + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            return Merge(Merge(Merge(Merge(hash, a), b), c), d);
        }
    }

    private static ulong Lane(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Round(ulong sum, ulong lane) =>
        unchecked(BitOperations.RotateLeft(sum + (lane * Prime2), 31) * Prime1);

    private static ulong Merge(ulong hash, ulong sum) => unchecked(((hash ^ Round(0, sum)) * Prime1) + Prime4);

    private static ulong Avalanche(ulong hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }
}
