using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SessionPersistence.Testing.Disk;
using SessionPersistence.Testing.Images;

namespace SessionPersistence.Testing;

/// <summary>What a disk holds after the power went.</summary>
public sealed class CrashImage
{
    private readonly CrashSnapshot _snapshot;
    private readonly NameState _names;
    private readonly IReadOnlyDictionary<ulong, FileState> _contents;

    internal CrashImage(
        CrashSnapshot snapshot,
        CrashModel model,
        int seed,
        ImageChoice choice,
        IReadOnlyDictionary<ulong, FileState> contents)
    {
        (_snapshot, Model, Seed, _names, _contents) = (snapshot, model, seed, choice.Names, contents);
        Hash = ComputeHash(choice.NamesHash);
    }

    /// <summary>Gets the model that allows it.</summary>
    public CrashModel Model { get; }

    /// <summary>Gets the seed of the limits it was chosen under.</summary>
    public int Seed { get; }

    /// <summary>Gets the number of operations before the crash.</summary>
    public int OperationCount => _snapshot.OperationCount;

    /// <summary>Gets a hash of all names, file numbers and contents.</summary>
    public ulong Hash { get; }

    /// <summary>Starts the machine again.</summary>
    /// <returns>A new file system that holds the image; nothing is pending, no lock is held, the trace is
    /// empty.</returns>
    public CrashFileSystem Mount() => new(_snapshot.Habits, ToState());

    /// <summary>Tells which operations survived, and what the disk holds: enough to write the case down as a
    /// test.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        Line($"{Model}, seed {Seed}, power lost after {OperationCount} operations:");
        var fates = Fates();
        foreach (var operation in _snapshot.Trace)
            Line($"  {operation}{fates.GetValueOrDefault(operation.Index, Settled(operation))}");
        Line($"The disk then:");
        return text.Append(DiskDump.OfDurable(ToState())).ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc />
    public override string ToString() => Describe();

    private ulong ComputeHash(ulong hash)
    {
        foreach (var (_, node) in _names.Reachable)
        {
            if (node.IsFile)
                hash = Page.Mix(hash, ContentOf(node.Id).Hash);
        }

        return hash;
    }

    private PagedBytes ContentOf(ulong id) =>
        _contents.TryGetValue(id, out var state) ? state.Content : _snapshot.State.Files[id].Durable;

    private DiskState ToState()
    {
        var state = _snapshot.State;
        var files = _names.Reachable.Where(entry => entry.Node.IsFile)
            .GroupBy(entry => entry.Node.Id)
            .ToImmutableDictionary(names => names.Key, names => ToFile(state.Files[names.Key], names.Count()));
        var directories = _names.Reachable.Where(entry => entry.Node.IsDirectory).Select(entry => entry.Node.Id)
            .Append(DiskState.Root)
            .ToImmutableDictionary(
                id => id, id => new DirectoryNode(
                    id, _names.Directories[id], _names.Directories[id], state.Directories[id].Ownership));
        var kept = files.Values.Sum(file => file.Visible.Length);
        var used = state.Files.Values.Where(file => file.Links > 0).Sum(file => file.Visible.Length);
        return new DiskState
        {
            Files = files,
            Directories = directories,
            NextId = state.NextId,
            Clock = state.Clock,
            FreeSpace = state.FreeSpace is { } free ? Math.Max(0, free + used - kept) : null,
        };
    }

    private FileNode ToFile(FileNode file, int links)
    {
        var content = ContentOf(file.Id);
        var isNew = _contents.TryGetValue(file.Id, out var state) && state.KeepsAny;
        var time = isNew ? file.VisibleTime : file.DurableTime;
        var change = _snapshot.State.Names
            .Where(name => _names.Kept.Contains(name.Index) && name.Touched.Contains(file.Id))
            .Select(name => name.Time)
            .Append(Math.Max(time, file.DurableChangeTime))
            .Max();
        return new FileNode(file.Id)
        {
            Durable = content, Visible = content, DurableTime = time, VisibleTime = time, Links = links,
            ChangeTime = change, DurableChangeTime = change, Ownership = file.Ownership,
        };
    }

    private static string Settled(CrashOperation operation) =>
        CrashFileSystem.IsFlush(operation.Kind) || operation.Outcome != CrashOperationOutcome.Done ? "" : ": durable";

    private Dictionary<int, string> Fates()
    {
        var state = _snapshot.State;
        var fates = state.Lost.ToDictionary(index => index, _ => ": dropped by a flush");
        foreach (var change in state.Names)
            fates[change.Index] = _names.Kept.Contains(change.Index) ? ": pending, kept" : ": pending, dropped";
        foreach (var file in state.Files.Values)
        {
            foreach (var write in file.Pending)
                fates[write.Index] = ": pending, the file has no name";
        }

        foreach (var (index, tear) in _contents.Values.SelectMany(content => content.Decisions()))
            fates[index] = $": pending, {tear}";
        return fates;
    }
}
