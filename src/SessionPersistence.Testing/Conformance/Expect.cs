using System.Runtime.CompilerServices;

namespace SessionPersistence.Testing;

/// <summary>What conformance cases assert with.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T seen, [CallerArgumentExpression(nameof(seen))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, seen)) throw Failure(what, $"{expected}", $"{seen}");
    }

    public static void Sequence<T>(
        IEnumerable<T> expected, IEnumerable<T> seen, [CallerArgumentExpression(nameof(seen))] string what = "")
    {
        var (wanted, found) = (expected.ToList(), seen.ToList());
        if (!wanted.SequenceEqual(found)) throw Failure(what, string.Join(" | ", wanted), string.Join(" | ", found));
    }

    public static void True(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!condition) throw Failure(what, "true", "false");
    }

    public static T NotNull<T>(T? seen, [CallerArgumentExpression(nameof(seen))] string what = "")
        where T : class => seen ?? throw Failure(what, "a value", "null");

    public static void Null(object? seen, [CallerArgumentExpression(nameof(seen))] string what = "")
    {
        if (seen is not null) throw Failure(what, "null", $"{seen}");
    }

    /// <summary>Expects an exception of a type, or of one derived from it.</summary>
    public static async Task<TException> ThrowsAsync<TException>(
        Func<Task> action,
        [CallerArgumentExpression(nameof(action))] string what = "")
        where TException : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (TException e)
        {
            return e;
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw new ConformanceException(
                $"{what}: expected {typeof(TException).Name}, saw {e.GetType().Name}: {e.Message}", e);
        }

        throw Failure(what, typeof(TException).Name, "no exception");
    }

    private static ConformanceException Failure(string what, string expected, string seen) =>
        new($"{what}: expected {expected}, saw {seen}");
}
