using System.Collections.Immutable;
using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Opens the real store on what a crash left, and judges by the laws what it shows. Every sentence begins with
/// the law that fell.</summary>
internal sealed class StoreOracle : IDisposable
{
    private readonly CrashFileSystem _disk;
    private readonly CheckMeters _meters = new();
    private readonly List<string> _wrong = [];
    private readonly SortedDictionary<string, IReadOnlyList<Belief>> _beliefs = new(StringComparer.Ordinal);
    private readonly CrashExpectations _expectations;
    private readonly bool _writes;
    private readonly bool _deletionsWereSent;

    private StoreOracle(CrashFileSystem disk, CrashPoint point, CrashExpectations expectations)
    {
        (_disk, _expectations, _writes) = (disk, expectations, point.OperationCount % 3 == 0);
        var ends = point.Acknowledged.OfType<DeedEnd>().ToDictionary(end => end.Number);
        foreach (var deeds in point.Sent.OfType<Deed>().OrderBy(deed => deed.Number).GroupBy(deed => deed.Session))
        {
            _beliefs[deeds.Key] = Belief.After(deeds, ends);
            _deletionsWereSent |= deeds.Any(deed => deed.Kind == DeedKind.Delete);
        }
    }

    /// <summary>Judges one crash.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        CrashFileSystem disk, CrashPoint point, CrashExpectations expectations)
    {
        using var oracle = new StoreOracle(disk, point, expectations);
        return await oracle.RunAsync();
    }

    public void Dispose() => _meters.Dispose();

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        CheckDocuments();
        CheckModes();
        try
        {
            await RecoverAsync();
        }
        catch (SessionPersistenceException e)
        {
            Demand(false, "L1", $"what was acknowledged cannot be read: {e.Message}");
        }

        return _wrong;
    }

    private async Task RecoverAsync()
    {
        var first = await OpenedStore.OnAsync(_disk, _meters);

        // The list before anything is loaded: it shows what the index says of sessions that nobody has touched.
        var listed = await first.Store.ListAsync(new() { Limit = 100 });
        var seen = await first.SeeAsync(_beliefs.Keys);
        foreach (var session in seen) CheckSession(session);
        CheckList(listed, seen, "L2");
        CheckFindings(first.Report);
        CheckLeftovers();
        CheckModes();
        await CheckAgainAsync(seen, first.Report);
    }

    // Before recovery: whatever name is there holds one whole document, and what was checkpointed has one.
    private void CheckDocuments()
    {
        var files = new StoreFiles(_disk);
        foreach (var name in files.Documents.Concat(_beliefs.Keys.SelectMany(files.Generations))
            .Except(_expectations.Damaged.Select(id => $"{id}.json")))
        {
            var read = files.Read(name, name[..name.IndexOf('.', StringComparison.Ordinal)]);
            Demand(read.Document is { CrcMismatch: false }, "L3",
                $"{name} is torn: {read.Fault?.Detail ?? "its checksum does not match"}");
        }

        Demand(files.IndexFault is null, "L3", $"the index is torn: {files.IndexFault}");
        foreach (var (id, beliefs) in _beliefs)
        {
            var least = beliefs.Min(belief => belief.Exists ? belief.DocumentRevision : 0);
            if (least > 0) Demand(files.Read($"{id}.json", id).Document?.Head.Revision >= least, "L1",
                $"the checkpoint of {id} at revision {least} is lost");
        }
    }

    // Before and after recovery: a file that has a name has its mode.
    private void CheckModes()
    {
        if (_expectations.ModeOf is not { } modeOf) return;

        foreach (var name in new StoreFiles(_disk).Lasting)
        {
            var actual = _disk.FindEntry($"{CrashHost.Root}/{name}")?.Ownership?.Mode;
            Demand(actual == modeOf(name), "L12", $"{name} is {actual}, not {modeOf(name)}");
        }
    }

    private void CheckSession(SeenSession seen)
    {
        var beliefs = _beliefs[seen.Id];
        var matching = beliefs.Select(belief => belief.LoseOwner()).Where(belief => IsLike(seen, belief)).ToList();
        if (matching.Count == 0)
        {
            _wrong.Add(
                $"{LawOf(seen, beliefs)}: {seen}; it may be {string.Join(" or ", beliefs.Take(3).Select(Text))}");
            return;
        }

        CheckFiles(seen, matching);
        CheckKept(seen.Id, matching);
    }

    // What was to be kept is there before the session is gone, and until its time is over.
    private void CheckKept(string id, List<Belief> matching)
    {
        var kept = new StoreFiles(_disk).Kept(id);
        Demand(
            matching.Any(belief =>
                belief.Kept is not { } texts || kept.Any(new Belief { Messages = texts }.Matches)),
            "L4",
            $"{id} was to be kept when it was deleted, and is not");
        Demand(matching.Any(belief => !belief.IsExpired || kept.Count == 0), "L5",
            $"the time of what was kept of {id} is over, and it is there");
    }

    private static bool IsLike(SeenSession seen, Belief belief) => belief.Exists
        ? seen.Exists && seen.OpenTurn is null && seen.Title == belief.Title && seen.Revision >= belief.Revision
            && belief.Matches(seen.Messages)
        : !seen.Exists;

    private static string LawOf(SeenSession seen, IReadOnlyList<Belief> beliefs)
    {
        if (seen.Exists && beliefs.All(belief => !belief.Exists))
            return beliefs.Any(belief => belief.WasDeleted) ? "L5" : "L2";
        if (!seen.Exists || seen.OpenTurn is not null) return "L1";

        var alive = beliefs.Where(belief => belief.Exists).ToList();
        if (alive[0].Messages.Any(text =>
            text[0] != '?' && alive.All(b => b.Messages.Contains(text)) && !seen.Messages.Contains(text))) return "L1";
        if (alive.All(belief => seen.Revision < belief.Revision || belief.LoseOwner().Matches(seen.Messages)))
            return "L1";

        return "L2";
    }

    private void CheckFiles(SeenSession seen, List<Belief> matching)
    {
        var files = new StoreFiles(_disk);
        if (!seen.Exists)
        {
            var left = _expectations.PutBack.Contains(seen.Id) ? [] : files.Of(seen.Id).ToList();
            if (matching.TrueForAll(belief => belief.WasDeleted)) left.AddRange(files.Links(seen.Id));
            Demand(left.Count == 0, "L5", $"{seen.Id} is gone but left {string.Join(", ", left)}");
            return;
        }

        var generations = files.Generations(seen.Id).Select(name => files.TextsOf(name, seen.Id))
            .OfType<IReadOnlyList<string>>().ToList();
        var acknowledged = files.Generations(seen.Id).Where(name => files.IsAcknowledged(name, seen.Id))
            .Select(name => files.TextsOf(name, seen.Id)!).ToList();
        Demand(
            matching.Any(belief => belief.Lost.All(lost => Holds(generations, lost))),
            "L4",
            $"{seen} was longer, and no generation holds what it was");
        Demand(
            matching.Any(
                belief => belief.Acknowledged.All(lost => Holds(acknowledged, lost) || !Holds(generations, lost))),
            "L1",
            $"a loss of {seen.Id} was acknowledged, and no generation says so");
        Demand(
            matching.Any(belief => !belief.Removed.Exists(lost => Holds(generations, lost))),
            "L5",
            $"a generation of {seen.Id} was removed, and is there");
        if (!_expectations.PutBack.Contains(seen.Id)) CheckLives(seen.Id, files);
    }

    private static bool Holds(List<IReadOnlyList<string>> generations, ImmutableList<string> lost) =>
        generations.Exists(new Belief { Messages = lost }.Matches);

    private void CheckLives(string id, StoreFiles files)
    {
        var dead = files.Deletions().Where(deletion => deletion.SessionId.Value == id).Select(deletion => deletion.Life)
            .ToHashSet();
        foreach (var name in files.Of(id))
        {
            if (files.Read(name, id).Document?.Head.Life is { } life)
                Demand(!dead.Contains(life), "L5", $"{name} is of a life that was deleted");
        }
    }

    private void CheckList(SessionPage page, IReadOnlyList<SeenSession> seen, string law)
    {
        var listed = page.Items.OrderBy(item => item.Id)
            .Select(item => $"{item.Id} '{item.Title}' revision {item.Revision} of {item.MessageCount}");
        var known = seen.Where(session => session.Exists).Select(
            session => $"{session.Id} '{session.Title}' revision {session.Revision} of {session.Messages.Count}");
        Demand(listed.SequenceEqual(known), law,
            $"the list shows {string.Join(", ", listed)} where {string.Join(", ", known)} can be loaded");
    }

    // The loss of power alone damages nothing that was acknowledged: recovery has nothing to ask a person.
    private void CheckFindings(RecoveryReport report)
    {
        foreach (var finding in report.Findings.Where(f => f.Category != FindingCategory.Ok))
        {
            Demand(_expectations.Findings.Contains(finding.Kind), "L8",
                $"recovery reports {finding.Kind}: {finding.Detail}");
        }
    }

    private void CheckLeftovers()
    {
        var files = new StoreFiles(_disk);
        Demand(!files.Staging.Any(), "L7", $"recovery left {string.Join(", ", files.Staging)}");
        foreach (var link in _expectations.Links.Where(_ => !_deletionsWereSent))
        {
            var isThere = _disk.FindEntry($"{CrashHost.Root}/{link}") is { Kind: FileSystemEntryKind.Other };
            Demand(isThere, "L12", $"the link {link} was replaced or removed");
        }

        foreach (var (path, bytes) in _expectations.Untouched)
            Demand(StoreFiles.BytesAt(_disk, path).AsSpan().SequenceEqual(bytes), "L12", $"{path} was touched");
        foreach (var (id, bytes) in _expectations.Kept)
        {
            var mayBeGone = _deletionsWereSent && _beliefs.GetValueOrDefault(id, []).Any(belief => belief.WasDeleted);
            Demand(mayBeGone || files.Of(id).Any(name => files.Bytes(name).AsSpan().SequenceEqual(bytes)), "L8",
                $"the file that another program wrote for {id} is lost");
        }
    }

    // What recovery shows must survive the next loss of power: from the page cache alone, a reader would have seen what
    // never was.
    private async Task CheckAgainAsync(IReadOnlyList<SeenSession> seen, RecoveryReport report)
    {
        var second = await OpenedStore.OnAsync(_disk.Crash(), _meters);
        CheckList(await second.Store.ListAsync(new() { Limit = 100 }), seen, "L7");
        foreach (var (before, after) in seen.Zip(await second.SeeAsync(_beliefs.Keys)))
        {
            Demand(before.IsSame(after), "L7", $"recovery showed {before}, the next one {after}");
        }

        var known = report.Findings.Select(finding => (finding.Kind, finding.Path)).ToHashSet();
        foreach (var finding in second.Report.Findings.Where(
            f => f.Category != FindingCategory.Ok && !known.Contains((f.Kind, f.Path))))
        {
            Demand(false, "L7", $"the second recovery reports {finding.Kind}: {finding.Detail}");
        }

        await CheckEndedAsync(second, seen);
        foreach (var session in seen.Where(s => !s.Exists)) await CheckCreateAsync(second, session);
        if (_writes) await CheckWritesAsync(second, seen);
    }

    private async Task CheckEndedAsync(OpenedStore opened, IReadOnlyList<SeenSession> seen)
    {
        foreach (var session in seen.Where(s => s.Exists))
        {
            var matching = _beliefs[session.Id].Select(belief => belief.LoseOwner())
                .Where(belief => IsLike(session, belief)).ToList();
            foreach (var (turn, outcome) in matching.SelectMany(belief => belief.Ended).Distinct())
            {
                if (!matching.TrueForAll(belief =>
                    belief.Ended.GetValueOrDefault(turn) == outcome && belief.Ended.ContainsKey(turn))) continue;

                var options = new TurnOptions { TurnId = TurnId.Parse(turn) };
                var input = matching[0].Inputs[turn].DefaultIfEmpty("!").Select(SessionMessage.User).ToList();
                var closed = await opened.Store.BeginTurnAsync(session.SessionId, input, options);
                Demand(
                    closed.Outcome == outcome, "L1", $"turn {turn} of {session.Id} is {closed.Outcome}, not {outcome}");
                if (closed.Outcome is not null) await CheckOtherInputAsync(opened, session, options);
            }
        }
    }

    // The same id with other words is no repeat: it must not be told that it was done.
    private async Task CheckOtherInputAsync(OpenedStore opened, SeenSession session, TurnOptions options)
    {
        try
        {
            await opened.Store.BeginTurnAsync(session.SessionId, [SessionMessage.User("?")], options);
            Demand(false, "L1", $"turn {options.TurnId} of {session.Id} is answered whatever it is begun with");
        }
        catch (IdReusedException)
        {
            // As it should.
        }
    }

    // A store that was recovered is a store: what is written now is there after the next loss of power, and nothing
    // else changes.
    private async Task CheckWritesAsync(OpenedStore second, IReadOnlyList<SeenSession> seen)
    {
        foreach (var session in seen.Where(s => s.Exists))
            await second.Store.AppendAsync(session.SessionId, [SessionMessage.User("probe")]);

        var third = await OpenedStore.OnAsync(second.Disk.Crash(), _meters);
        foreach (var (before, after) in seen.Zip(await third.SeeAsync(_beliefs.Keys)))
        {
            var isKept = !before.Exists
                || (after.Title == before.Title && after.Messages.SequenceEqual([.. before.Messages, "probe"]));
            Demand(isKept, "L1", $"after recovery, {before} and one more message became {after}");
        }
    }

    private async Task CheckCreateAsync(OpenedStore opened, SeenSession session)
    {
        if (!_beliefs[session.Id].All(belief => belief.WasDeleted)) return;

        try
        {
            await opened.Store.CreateAsync(new() { Id = session.SessionId });
            Demand(false, "L5", $"{session.Id} was deleted and could be created again");
        }
        catch (SessionDeletedException)
        {
            // As it should.
        }
    }

    private static string Text(Belief belief) => belief.Exists
        ? $"'{belief.Title}' from revision {belief.Revision} open {belief.OpenTurn ?? "-"} "
            + $"[{string.Join(", ", belief.Messages)}]"
        : "none";

    private void Demand(bool condition, string law, string otherwise)
    {
        if (!condition) _wrong.Add($"{law}: {otherwise}");
    }
}
