using System.Globalization;

namespace SessionPersistence.Catalog;

/// <summary>The place of a session in an ordered list: newest first, those of one instant by id.</summary>
internal readonly record struct ListPlace(long Ticks, SessionId Id) : IComparable<ListPlace>
{
    /// <summary>Reads the cursor of an earlier page.</summary>
    /// <exception cref="ArgumentException">It is none, or one of another order.</exception>
    public static ListPlace Parse(string after, SessionOrder order)
    {
        var separator = after.IndexOf('~', StringComparison.Ordinal);
        return separator > 1
            && after[0] == Mark(order)
            && long.TryParse(
                after.AsSpan(1, separator - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && SessionId.TryParse(after[(separator + 1)..], out var id)
            ? new(ticks, id)
            : throw new ArgumentException(
                $"Not {nameof(SessionPage)}.{nameof(SessionPage.ContinuationToken)} of an earlier page in the order "
                    + $"{order}.",
                nameof(after));
    }

    public string ToCursor(SessionOrder order) =>
        string.Create(CultureInfo.InvariantCulture, $"{Mark(order)}{Ticks}~{Id}");

    public int CompareTo(ListPlace other)
    {
        var byTime = other.Ticks.CompareTo(Ticks);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }

    private static char Mark(SessionOrder order) => order == SessionOrder.Created ? 'c' : 'w';
}
