using System.Text;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing;

public sealed partial class CrashFileSystem
{
    /// <summary>Puts a file on the disk, durable from the start, with the directories above it. Leaves no
    /// trace.</summary>
    /// <param name="path">Its path; a file that is there already is replaced.</param>
    /// <param name="content">What it holds.</param>
    public void Seed(string path, ReadOnlySpan<byte> content)
    {
        var at = Parse(path);
        var bytes = PagedBytes.Of(content);
        lock (_gate)
        {
            var directory = SeedDirectories(at.Parents);
            State = State with { NextId = State.NextId + 1, Clock = State.Clock + 1 };
            var file = new FileNode(State.NextId - 1)
            {
                Durable = bytes, Visible = bytes, DurableTime = State.Clock, VisibleTime = State.Clock, Links = 1,
                ChangeTime = State.Clock, DurableChangeTime = State.Clock,
                Ownership = GivenFile(null, State.Directories[directory]),
            };
            State = State.With(file);
            SeedName(directory, at.Name, new NodeName(file.Id, IsDirectory: false));
        }
    }

    /// <summary>Puts a text file on the disk, in UTF-8 without a mark, durable from the start.</summary>
    /// <inheritdoc cref="Seed(string, ReadOnlySpan{byte})" />
    public void Seed(string path, string content) => Seed(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Puts a directory on the disk, durable from the start, with the directories above it. Leaves no
    /// trace.</summary>
    /// <param name="path">Its path.</param>
    public void SeedDirectory(string path)
    {
        var at = Parse(path);
        lock (_gate)
            SeedDirectories(at.Names);
    }

    /// <summary>Writes out what is visible as text: directories and files sorted by path, each file with its length and
    /// content.</summary>
    /// <returns>One line per entry and per line of content; a newline at the end of a line and all that is not
    /// printable ASCII are escaped as in C.</returns>
    public string Dump()
    {
        DiskState state;
        lock (_gate)
            state = State;
        return DiskDump.OfVisible(state);
    }

    private ulong SeedDirectories(ReadOnlySpan<string> names)
    {
        var id = DiskState.Root;
        foreach (var name in names)
        {
            if (!State.Directories[id].Visible.TryGetValue(name, out var next))
            {
                var empty = State.Directories[id].Visible.Clear();
                next = new NodeName(State.NextId, IsDirectory: true);
                State = State.With(new DirectoryNode(
                    next.Id, empty, empty, GivenDirectory(null, State.Directories[id]))) with { NextId = next.Id + 1 };
                SeedName(id, name, next);
            }

            id = next.Id;
        }

        return id;
    }

    private void SeedName(ulong directory, string name, NodeName named)
    {
        var node = State.Directories[directory];
        State = State.With(node with
        {
            Durable = node.Durable.Remove(name).Add(name, named),
            Visible = node.Visible.Remove(name).Add(name, named),
        });
    }
}
