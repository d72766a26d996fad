using System.Buffers;

namespace SessionPersistence.Documents;

/// <summary>What a message says: its tokens in their order, without what a store or the time adds to it. Two messages
/// say the same when these bytes are equal.</summary>
/// <remarks>
/// <para>The canonical form is the compact JSON object without its top-level members <c>message_id</c>, <c>turn_id</c>,
/// <c>timestamp</c> and <c>_ts</c>. Nothing else is brought into a common form: not the order of members, not how a
/// number or a character is spelled. Messages behind each other are the compact array of these objects.</para>
/// <para>The digest is the <see cref="XxHash64"/> of the canonical form. Worked example: the message
/// <c>{"role":"user","content":"hello","message_id":"m1"}</c> has the canonical form
/// <c>{"role":"user","content":"hello"}</c> and the digest <c>8fe1bfa9b67d636f</c>.</para>
/// </remarks>
internal static class SpokenMessage
{
    [ThreadStatic]
    private static ByteBuffer? _buffer;

    [ThreadStatic]
    private static ByteBuffer? _other;

    /// <summary>Writes the canonical form of a message.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="message">One JSON object without white space between its tokens.</param>
    public static void Write(IBufferWriter<byte> buffer, ReadOnlySpan<byte> message) =>
        Write(buffer, message, new(message));

    private static void Write(IBufferWriter<byte> buffer, ReadOnlySpan<byte> message, JsonMembers members)
    {
        var before = "{"u8;
        while (members.MoveNext())
        {
            if (IsAdded(members.Name)) continue;

            buffer.Write(before);
            buffer.Write(message[members.NameRange.Start..members.ValueRange.End]);
            before = ","u8;
        }

        buffer.Write(before[0] == '{' ? "{}"u8 : "}"u8);
    }

    /// <summary>Computes the digest of a message.</summary>
    public static ulong Digest(ReadOnlySpan<byte> message) => XxHash64.Compute(FormOf(message, ref _buffer));

    /// <summary>Computes the digest of a message whose members stand without braces around them.</summary>
    public static ulong DigestOfMembers(ReadOnlySpan<byte> members)
    {
        var buffer = Cleared(ref _buffer);
        Write(buffer, members, JsonMembers.WithoutBraces(members));
        return XxHash64.Compute(buffer.Written);
    }

    /// <summary>Computes the digest of messages that stand behind each other.</summary>
    public static ulong Digest(ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        var buffer = Cleared(ref _buffer);
        var before = "["u8;
        foreach (var message in messages)
        {
            buffer.Write(before);
            Write(buffer, message.Span);
            before = ","u8;
        }

        buffer.Write(before[0] == '[' ? "[]"u8 : "]"u8);
        return XxHash64.Compute(buffer.Written);
    }

    /// <summary>Whether two messages say the same.</summary>
    public static bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other) || FormOf(one, ref _buffer).SequenceEqual(FormOf(other, ref _other));

    private static ReadOnlySpan<byte> FormOf(ReadOnlySpan<byte> message, ref ByteBuffer? buffer)
    {
        var cleared = Cleared(ref buffer);
        Write(cleared, message);
        return cleared.Written;
    }

    // What one thread used before: nothing is left behind by a digest.
    private static ByteBuffer Cleared(ref ByteBuffer? buffer)
    {
        buffer ??= new();
        buffer.Clear();
        return buffer;
    }

    private static bool IsAdded(ReadOnlySpan<byte> name) => name.SequenceEqual("message_id"u8)
        || name.SequenceEqual("turn_id"u8) || name.SequenceEqual("timestamp"u8) || name.SequenceEqual("_ts"u8);
}
