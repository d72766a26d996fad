namespace SessionPersistence;

/// <summary>Makes random hexadecimal digits of lower case, for names that nothing else may have.</summary>
/// <remarks>
/// A <see cref="Guid"/> has them from the operating system's generator, as <c>RandomNumberGenerator</c> has; that one
/// loads a library of cryptography into the process first, five mebibytes that most processes here never need.
/// </remarks>
internal static class RandomHex
{
    private const int MaxLength = 24;

    /// <summary>Makes digits.</summary>
    /// <param name="length">How many; at most 24.</param>
    public static string Create(int length) => string.Create(length, 0, static (digits, _) => Fill(digits));

    /// <summary>Fills a span of at most 24 characters with digits.</summary>
    public static void Fill(Span<char> digits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits.Length, MaxLength);

        Span<char> guid = stackalloc char[32];
        Guid.NewGuid().TryFormat(guid, out _, "N");

        // Digits 12 and 16 say what kind of Guid it is: the twelve before them and the last twelve are random.
        guid[^12..].CopyTo(guid[12..]);
        guid[..digits.Length].CopyTo(digits);
    }
}
