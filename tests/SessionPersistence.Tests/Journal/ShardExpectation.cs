using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace SessionPersistence.Tests.Journal;

/// <summary>What a store must make of a shard, worked out from its intact lines by code that shares nothing with the
/// library.</summary>
internal sealed class ShardExpectation
{
    private const int SealLength = 18;

    private readonly HashSet<long> _numbers = [];
    private readonly List<JsonElement> _records = [];
    private long _highestFlushed;

    private ShardExpectation()
    {
    }

    /// <summary>Gets the numbers of the intact lines.</summary>
    public IReadOnlyCollection<long> Numbers => _numbers;

    /// <summary>Gets whether a number is missing that a line says was flushed.</summary>
    public bool LostFlushedRecords => Missing.Any(number => number <= _highestFlushed);

    private IEnumerable<long> Missing
    {
        get
        {
            for (var number = 1L; number <= Math.Max(_numbers.DefaultIfEmpty().Max(), _highestFlushed); number++)
            {
                if (!_numbers.Contains(number)) yield return number;
            }
        }
    }

    public static ShardExpectation Of(ReadOnlySpan<byte> shard, string shardId)
    {
        var expectation = new ShardExpectation();
        var seed = Crc(Encoding.UTF8.GetBytes(shardId), 0);
        foreach (var range in shard.Split((byte)'\n'))
        {
            if (IsIntact(shard[range], seed)) expectation.Add(shard[range].ToArray());
        }

        return expectation;
    }

    /// <summary>Returns the texts of a session once its open turn is interrupted; <see langword="null"/> when there is
    /// none.</summary>
    public string[]? TextsOf(string session)
    {
        var writes = _records.Where(record => IsOf(record, session) && record.TryGetProperty("revision", out _))
            .OrderBy(record => Number(record, "revision"));
        var revisions = new HashSet<long>();
        var messages = new List<JsonElement>();
        string? openTurn = null;
        foreach (var record in writes.Where(record => IsApplied(record, revisions)))
        {
            revisions.Add(Number(record, "revision"));
            var name = record.GetProperty("event").GetString();
            if (name == "deleted") return null;
            if (name == "rewritten")
                messages.RemoveRange((int)Number(record, "kept"), messages.Count - (int)Number(record, "kept"));
            if (record.TryGetProperty("messages", out var added)) messages.AddRange(added.EnumerateArray());
            openTurn = name switch { "submitted" => record.GetProperty("turn_id").GetString(),
                "completed" or "interrupted" => null, _ => openTurn };
        }

        if (revisions.Count == 0) return null;

        var texts = messages.Select(message => message.GetProperty("content").GetString()!);
        return openTurn is null ? [.. texts] : [.. texts, .. Ending(session, openTurn, messages)];
    }

    private static bool IsIntact(ReadOnlySpan<byte> line, uint seed)
    {
        if (line.Length <= SealLength) return false;

        var sealText = $",\"crc\":\"{Crc(line[..^SealLength], seed).ToString("x8", CultureInfo.InvariantCulture)}\"}}";
        return line[^SealLength..].SequenceEqual(Encoding.UTF8.GetBytes(sealText));
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint seed)
    {
        var crc = ~seed;
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    private static bool IsOf(JsonElement record, string session) =>
        record.TryGetProperty("session_id", out var id) && id.GetString() == session;

    private static long Number(JsonElement record, string member) =>
        record.TryGetProperty(member, out var value) ? value.GetInt64() : 0;

    private void Add(byte[] line)
    {
        var record = JsonDocument.Parse(line).RootElement;
        _highestFlushed = Math.Max(_highestFlushed, Number(record, "f"));
        if (_numbers.Add(Number(record, "n"))) _records.Add(record);
    }

    // A record that builds on a lost one was never acknowledged when a line above the flushed ones is missing before
    // it.
    private bool IsApplied(JsonElement record, HashSet<long> revisions)
    {
        var after = Number(record, "after");
        return after == 0 || revisions.Contains(after)
            || !Missing.Any(number => number > _highestFlushed && number < Number(record, "n"));
    }

    private IEnumerable<string> Ending(string session, string turn, List<JsonElement> messages)
    {
        var answered = messages.Where(message => message.TryGetProperty("tool_call_id", out _))
            .Select(message => message.GetProperty("tool_call_id").GetString());
        var calls = messages.Where(message => message.TryGetProperty("tool_calls", out _))
            .SelectMany(message => message.GetProperty("tool_calls").EnumerateArray());
        foreach (var _ in calls.Select(call => call.GetProperty("id").GetString()).Except(answered))
            yield return "No result: the turn was interrupted.";

        var ofTurn = _records.Where(record =>
            IsOf(record, session) && record.TryGetProperty("turn_id", out var id) && id.GetString() == turn).ToList();
        var lastStep = ofTurn.Where(record => record.GetProperty("event").GetString() == "step")
            .Select(record => Number(record, "index")).DefaultIfEmpty().Max();
        var partial = string.Concat(ofTurn
            .Where(record => record.GetProperty("event").GetString() == "partial" && Number(record, "index") > lastStep)
            .OrderBy(record => Number(record, "index"))
            .Select(record => record.GetProperty("text").GetString()));
        if (partial.Length > 0) yield return partial;
        yield return "**Response interrupted.** The answer to the message above was not completed.";
    }
}
