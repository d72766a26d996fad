using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>Reads single JSON values leniently: what is not of the kind asked for is <see langword="null"/>.</summary>
internal static class JsonValue
{
    private const string SecondsFormat = "0.0######";

    public static string? AsString(ReadOnlySpan<byte> value) =>
        value is [(byte)'"', ..] ? JsonText.Unquote(value) : null;

    public static bool? AsBoolean(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("true"u8) ? true : value.SequenceEqual("false"u8) ? false : null;

    public static long? AsInteger(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length ? number : null;

    /// <summary>Writes an integer.</summary>
    public static string FromInteger(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a checksum: text of hexadecimal digits.</summary>
    public static uint? AsCrc(ReadOnlySpan<byte> value) =>
        uint.TryParse(AsString(value), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc)
            ? crc
            : null;

    /// <summary>Reads epoch seconds: an integer, a fraction, or either as text.</summary>
    public static DateTimeOffset? AsInstant(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'"', .., (byte)'"']) value = value[1..^1];

        // Decimal, because a double would lose ticks that were written.
        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) < 1_000_000_000_000m)
        {
            var ticks = DateTimeOffset.UnixEpoch.Ticks + decimal.Round(seconds * TimeSpan.TicksPerSecond);
            if (ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks)
                return new((long)ticks, TimeSpan.Zero);
        }

        return null;
    }

    /// <summary>Writes an instant as epoch seconds, exact to the tick.</summary>
    public static string FromInstant(DateTimeOffset instant) =>
        Seconds(instant).ToString(SecondsFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes an instant as <see cref="FromInstant"/> does.</summary>
    public static void WriteInstant(IBufferWriter<byte> buffer, DateTimeOffset instant)
    {
        const int Longest = 32;
        var span = buffer.GetSpan(Longest);
        var ticks = instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        int written;
        if (ticks < 0)
        {
            Seconds(instant).TryFormat(span, out written, SecondsFormat, CultureInfo.InvariantCulture);
        }
        else
        {
            // Every append writes one: without the way over a decimal.
            var (seconds, fraction) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
            seconds.TryFormat(span, out written, provider: CultureInfo.InvariantCulture);
            span[written++] = (byte)'.';
            fraction.TryFormat(span[written..], out var digits, "d7", CultureInfo.InvariantCulture);
            written += Math.Max(1, span.Slice(written, digits).LastIndexOfAnyExcept((byte)'0') + 1);
        }

        buffer.Advance(written);
    }

    private static decimal Seconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerSecond;
}
