using System.Collections;
using System.Collections.Immutable;

namespace SessionPersistence.Documents;

/// <summary>Members of a JSON object in their order, each value as raw JSON. Immutable.</summary>
/// <remarks>No name is there twice: where a text repeats one, the first place and the last value count.</remarks>
internal sealed class MemberList : IReadOnlyCollection<(string Name, ReadOnlyMemory<byte> RawValue)>
{
    private readonly ImmutableArray<(string Name, ReadOnlyMemory<byte> RawValue)> _members;

    private MemberList(ImmutableArray<(string Name, ReadOnlyMemory<byte> RawValue)> members) => _members = members;

    /// <summary>Gets the list without a member.</summary>
    public static MemberList Empty { get; } = new([]);

    /// <summary>Gets the number of members.</summary>
    public int Count => _members.Length;

    /// <summary>Makes a list; of members with one name the last counts, at the place of the first.</summary>
    public static MemberList Create(IReadOnlyCollection<(string Name, ReadOnlyMemory<byte> RawValue)> members)
    {
        var places = new Dictionary<string, int>(members.Count, StringComparer.Ordinal);
        var result = ImmutableArray.CreateBuilder<(string, ReadOnlyMemory<byte>)>(members.Count);
        foreach (var member in members)
        {
            if (places.TryAdd(member.Name, result.Count)) result.Add(member);
            else result[places[member.Name]] = member;
        }

        return result.Count == 0 ? Empty : new(result.DrainToImmutable());
    }

    /// <summary>Returns the raw value of a member, or <see langword="null"/> when there is none of that name.</summary>
    public ReadOnlyMemory<byte>? Find(string name)
    {
        var place = PlaceOf(name);
        return place < 0 ? default(ReadOnlyMemory<byte>?) : _members[place].RawValue;
    }

    /// <summary>Returns the list with a member replaced in its place, or appended.</summary>
    public MemberList With(string name, ReadOnlyMemory<byte> rawValue)
    {
        var place = PlaceOf(name);
        return new(place < 0 ? _members.Add((name, rawValue)) : _members.SetItem(place, (name, rawValue)));
    }

    /// <summary>Returns the list with the members of another replaced in their places, or appended.</summary>
    public MemberList With(MemberList others) =>
        others.Aggregate(this, (list, member) => list.With(member.Name, member.RawValue));

    /// <summary>Returns the list of the members whose names pass.</summary>
    public MemberList Where(Func<string, bool> predicate) => new(_members.RemoveAll(member => !predicate(member.Name)));

    /// <summary>Returns the members that another list lacks, or has with other values.</summary>
    public MemberList Since(MemberList before) => new(_members.RemoveAll(
        member => before.Find(member.Name) is { } known && known.Span.SequenceEqual(member.RawValue.Span)));

    /// <summary>Returns the list with each value replaced.</summary>
    public MemberList Select(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> replace) =>
        new(ImmutableArray.CreateRange(_members, member => (member.Name, replace(member.RawValue))));

    /// <summary>Returns the same list in memory of its own, so that it does not keep the buffer that it was read
    /// from.</summary>
    public MemberList Detach()
    {
        var buffer = new byte[_members.Sum(member => member.RawValue.Length)];
        var used = 0;
        return Select(value =>
        {
            var copy = buffer.AsMemory(used, value.Length);
            value.CopyTo(copy);
            used += value.Length;
            return copy;
        });
    }

    public ImmutableArray<(string Name, ReadOnlyMemory<byte> RawValue)>.Enumerator GetEnumerator() =>
        _members.GetEnumerator();

    IEnumerator<(string Name, ReadOnlyMemory<byte> RawValue)>
        IEnumerable<(string Name, ReadOnlyMemory<byte> RawValue)>.GetEnumerator() =>
        ((IEnumerable<(string, ReadOnlyMemory<byte>)>)_members).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_members).GetEnumerator();

    private int PlaceOf(string name)
    {
        for (var i = 0; i < _members.Length; i++)
        {
            if (string.Equals(_members[i].Name, name, StringComparison.Ordinal)) return i;
        }

        return -1;
    }
}
