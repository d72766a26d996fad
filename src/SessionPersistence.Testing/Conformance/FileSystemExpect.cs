namespace SessionPersistence.Testing;

/// <summary>Says what was expected of a file system.</summary>
internal static class FileSystemExpect
{
    public static void That(bool condition, string otherwise)
    {
        if (!condition)
            throw new FileSystemConformanceException(otherwise);
    }

    public static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new FileSystemConformanceException($"{what}: expected '{expected}', but it is '{actual}'.");
    }

    public static void SameBytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        Same(expected.Length, actual.Length, $"The number of bytes of {what}");
        var common = expected.CommonPrefixLength(actual);
        That(common == expected.Length, $"Byte {common} of {what} is not what was written.");
    }

    /// <summary>The call fails as disks do.</summary>
    public static void Refusal(Action call, string what) => Throws<Exception>(call, what, IsRefusal);

    /// <summary>The call fails with this exception or a more special one.</summary>
    public static void Throws<TException>(Action call, string what)
        where TException : Exception =>
        Throws<TException>(call, what, static _ => true);

    /// <summary>Runs a call that a platform may refuse.</summary>
    /// <returns>Whether it did what it was asked for.</returns>
    public static bool IsAllowed(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return false;
        }
    }

    private static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static void Throws<TException>(Action call, string what, Func<Exception, bool> isExpected)
        where TException : Exception
    {
        try
        {
            call();
        }
        catch (TException exception) when (isExpected(exception))
        {
            return;
        }
        catch (Exception exception)
        {
            throw new FileSystemConformanceException(
                $"{what} threw {exception.GetType().Name}: {exception.Message}", exception);
        }

        throw new FileSystemConformanceException($"{what} did not fail.");
    }
}
