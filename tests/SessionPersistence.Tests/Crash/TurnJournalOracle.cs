using System.Globalization;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>Opens the real journal on what a crash left, and judges by the laws what it shows. Every sentence begins
/// with the law that fell.</summary>
internal sealed class TurnJournalOracle(CrashFileSystem disk, CrashPoint point)
{
    private readonly List<string> _wrong = [];
    private readonly Dictionary<int, EventDeed> _deeds = point.Sent.OfType<EventDeed>()
        .ToDictionary(deed => deed.Number);
    private readonly Dictionary<int, EventEnd> _ends = point.Acknowledged.OfType<EventEnd>()
        .ToDictionary(end => end.Number);
    private readonly ILookup<string, long> _covered = point.Sent.OfType<CoverDeed>()
        .ToLookup(cover => cover.Session, cover => cover.Revision);

    /// <summary>Judges one crash.</summary>
    public static Task<IReadOnlyList<string>> CheckAsync(CrashFileSystem disk, CrashPoint point) =>
        new TurnJournalOracle(disk, point).RunAsync();

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        try
        {
            var first = await SeeAsync(_ => Task.CompletedTask);
            CheckEvents(first.Events);
            CheckPending(first);
            var again = await SeeAsync(CheckNextRevisionAsync);
            Demand(first.Events.SequenceEqual(again.Events) && first.Pending.SequenceEqual(again.Pending), "L7",
                "a second opening shows something else");
        }
        catch (SessionPersistenceException e)
        {
            Demand(false, "L1", $"what was acknowledged cannot be read: {e.Message}");
        }

        return _wrong;
    }

    private async Task<(List<int> Events, List<string> Pending)> SeeAsync(Func<TurnJournal, Task> then)
    {
        await using var journal = await TurnJournalHost.OpenAsync(disk, new SteppedTime());
        foreach (var finding in journal.Report.Findings.Where(finding => finding.Category != FindingCategory.Ok))
        {
            Demand(false, "L1", $"{finding.Kind}: {finding.Detail}");
        }

        var events = new List<int>();
        foreach (var session in _deeds.Values.Select(deed => deed.Session).Distinct().Order(StringComparer.Ordinal))
        {
            long last = 0;
            await foreach (var record in journal.ReadAsync(SessionId.Parse(session)))
            {
                Demand(record.Revision > last, "L2", $"revision {record.Revision} follows {last}");
                last = record.Revision;
                events.Add(NumberOf(record));
            }
        }

        await then(journal);
        return (events,
            [.. journal.PendingTurns.Select(turn => $"{turn.SessionId}/{turn.TurnId}").Order(StringComparer.Ordinal)]);
    }

    // The ending of a verb has no content.
    private int NumberOf(TurnRecord record) => record.Event.Content is { } content
        ? int.Parse(content.Text, CultureInfo.InvariantCulture)
        : _deeds.Values.FirstOrDefault(deed => (deed.Session, deed.Turn, deed.Name)
            == (record.SessionId.Value, record.TurnId.Value, record.Event.Name))?.Number ?? -1;

    // What the next event gets must be new, although the one that had the newest may be gone.
    private async Task CheckNextRevisionAsync(TurnJournal journal)
    {
        var next = await journal.AppendAsync(SessionId.Parse("nobody"), new("note"));
        var newest = _ends.Values.Select(end => end.Revision).DefaultIfEmpty().Max();
        Demand(next.Revision > newest, "L2", $"revision {next.Revision} is given when {newest} was given before");
    }

    private void CheckEvents(List<int> seen)
    {
        Demand(seen.Distinct().Count() == seen.Count, "L2", $"an event is there twice: {Text(seen)}");
        Demand(seen.All(_deeds.ContainsKey), "L2", $"an event is there that nobody sent: {Text(seen)}");
        foreach (var session in seen.Where(_deeds.ContainsKey).GroupBy(number => _deeds[number].Session))
        {
            Demand(session.SequenceEqual(session.Order()), "L2", $"{session.Key} is out of order: {Text(session)}");
        }

        foreach (var end in _ends.Values)
        {
            if (!end.IsDone) Demand(!seen.Contains(end.Number), "L10", $"event {end.Number} was refused and is there");
            else if (!MayBeGone(end)) Demand(
                seen.Contains(end.Number), "L1", $"event {end.Number} was acknowledged and is not there: {Text(seen)}");
        }

        var endings = seen.Where(number => _deeds[number].IsEnding)
            .Select(number => (_deeds[number].Session, _deeds[number].Turn)).ToList();
        Demand(endings.Distinct().Count() == endings.Count, "L2", "a turn has two endings");
    }

    // What the host's own document holds may go with its file, but not while the turn is open.
    private bool MayBeGone(EventEnd end)
    {
        var deed = _deeds[end.Number];
        var isCovered = _covered[deed.Session].DefaultIfEmpty().Max() >= end.Revision;
        return isCovered
            && _deeds.Values.Any(other => other.IsEnding && (other.Session, other.Turn) == (deed.Session, deed.Turn));
    }

    private void CheckPending((List<int> Events, List<string> Pending) seen)
    {
        var open = seen.Events.Select(number => _deeds[number]).GroupBy(deed => $"{deed.Session}/{deed.Turn}")
            .Where(turn => !turn.Any(deed => deed.IsEnding));
        Demand(seen.Pending.SequenceEqual(open.Select(turn => turn.Key).Order(StringComparer.Ordinal)), "L1",
            $"pending are {string.Join(", ", seen.Pending)}");
        foreach (var ended in _deeds.Values.Where(
            deed => deed.IsEnding && _ends.TryGetValue(deed.Number, out var end) && end.IsDone))
        {
            Demand(!seen.Pending.Contains($"{ended.Session}/{ended.Turn}"), "L1",
                $"{ended.Session}/{ended.Turn} has ended and is pending");
        }
    }

    private static string Text(IEnumerable<int> events) => string.Join(' ', events);

    private void Demand(bool condition, string law, string otherwise)
    {
        if (!condition) _wrong.Add($"{law}: {otherwise}");
    }
}
