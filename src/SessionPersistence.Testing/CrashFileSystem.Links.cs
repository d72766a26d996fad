using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    private const int MostLinks = 40;

    /// <summary>Puts a symbolic link on the disk, durable from the start, with the directories above it. Leaves no
    /// trace.</summary>
    /// <param name="path">Its path; what is there already is replaced.</param>
    /// <param name="target">What it leads to, from its directory or from <c>/</c>; need not exist.</param>
    public void SeedLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        var at = Parse(path);
        lock (_gate)
        {
            var directory = SeedDirectories(at.Parents);
            State = State with { NextId = State.NextId + 1 };
            SeedName(directory, at.Name, new NodeName(State.NextId - 1, IsDirectory: false, target));
        }
    }

    private NodeName? Follow(ReadOnlySpan<string> names, bool followLast)
    {
        var links = 0;
        Stack<string> rest = new();
        Push(rest, names);
        List<NodeName> trail = [new(DiskState.Root, IsDirectory: true)];
        while (rest.TryPop(out var name))
        {
            if (name == "..")
            {
                if (trail.Count > 1)
                    trail.RemoveAt(trail.Count - 1);
                continue;
            }

            if (Next(trail[^1], name) is not { } next)
                return null;
            if (next.Target is not { } target || (rest.Count == 0 && !followLast))
            {
                trail.Add(next);
                continue;
            }

            if (++links > MostLinks)
                throw DiskErrors.Link(name);
            if (target.StartsWith('/'))
                trail.RemoveRange(1, trail.Count - 1);
            Push(rest, target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray());
        }

        return trail[^1];
    }

    private static void Push(Stack<string> rest, ReadOnlySpan<string> names)
    {
        for (var at = names.Length - 1; at >= 0; at--)
            rest.Push(names[at]);
    }
}
