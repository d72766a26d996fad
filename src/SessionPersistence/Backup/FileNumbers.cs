namespace SessionPersistence.Backup;

/// <summary>The numbers of each session's numbered files: learned from a listing once, so that nothing that is done for
/// one session lists those of all.</summary>
internal sealed class FileNumbers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionId, List<int>> _numbers = [];

    /// <summary>Notes a file. One that turns out not to be there does no harm.</summary>
    public void Add(SessionId id, int number)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(id, out var numbers)) _numbers[id] = numbers = [];
            if (!numbers.Contains(number)) numbers.Add(number);
        }
    }

    /// <summary>Returns a number that no file of the session has, and notes it: whether the file will be made is not
    /// known before it is tried.</summary>
    public int Take(SessionId id)
    {
        lock (_gate)
        {
            var number = _numbers.TryGetValue(id, out var numbers) ? After(numbers) : 1;
            Add(id, number);
            return number;
        }
    }

    /// <summary>Forgets a file that is gone for good.</summary>
    public void Remove(SessionId id, int number)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(id, out var numbers)) return;

            numbers.Remove(number);
            if (numbers.Count == 0) _numbers.Remove(id);
        }
    }

    /// <summary>Gets the sessions that have such files.</summary>
    public IReadOnlyCollection<SessionId> Ids
    {
        get
        {
            lock (_gate) return [.. _numbers.Keys];
        }
    }

    /// <summary>Returns the numbers of a session, in order.</summary>
    public IReadOnlyList<int> Of(SessionId id)
    {
        lock (_gate) return _numbers.TryGetValue(id, out var numbers) ? [.. numbers.Order()] : [];
    }

    // Behind a file that was given the last number that there is, the first that is free.
    private static int After(List<int> numbers) => numbers.Max() is var last and < int.MaxValue
        ? last + 1
        : Enumerable.Range(1, numbers.Count + 1).Except(numbers).First();
}
