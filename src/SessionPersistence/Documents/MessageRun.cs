using System.Collections.Immutable;
using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>Which write brought some messages of a session: in a document's head
/// <c>[revision,first,count]</c>.</summary>
/// <param name="Revision">The revision of the write.</param>
/// <param name="First">The place of the first of its messages in the session, from 0.</param>
/// <param name="Count">How many there are, one behind the other.</param>
internal readonly record struct MessageRun(long Revision, int First, int Count)
{
    /// <summary>How many writes a head remembers.</summary>
    public const int Remembered = 64;

    /// <summary>Reads the runs of a head; what is none is passed over.</summary>
    public static ImmutableArray<MessageRun> ReadAll(ReadOnlySpan<byte> json)
    {
        var runs = ImmutableArray.CreateBuilder<MessageRun>();
        var items = new JsonItems(json);
        while (items.MoveNext() && runs.Count < Remembered)
        {
            if (Read(items.Current) is { } run) runs.Add(run);
        }

        return runs.DrainToImmutable();
    }

    /// <summary>Returns the JSON of runs.</summary>
    public static string ToJson(ImmutableArray<MessageRun> runs) =>
        $"[{string.Join(',', runs.Select(run => run.ToJson()))}]";

    private static MessageRun? Read(ReadOnlySpan<byte> json)
    {
        Span<long> numbers = stackalloc long[3];
        var read = 0;
        var items = new JsonItems(json);
        while (items.MoveNext())
        {
            if (read == numbers.Length || JsonValue.AsInteger(items.Current) is not (>= 0 and var number)) return null;

            numbers[read++] = number;
        }

        return read == numbers.Length && numbers[1] <= int.MaxValue && numbers[2] <= int.MaxValue - numbers[1]
            ? new(numbers[0], (int)numbers[1], (int)numbers[2])
            : null;
    }

    private string ToJson() => string.Create(CultureInfo.InvariantCulture, $"[{Revision},{First},{Count}]");
}
