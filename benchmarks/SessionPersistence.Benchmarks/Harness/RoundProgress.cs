namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Tells a person who waits how far the rounds are; silent where nobody watches.</summary>
internal sealed class RoundProgress(TextWriter output, bool isWatched)
{
    public void Show(int round, int rounds) => Write($"\rround {round} of {rounds}");

    public void Clear() => Write("\r                        \r");

    private void Write(string text)
    {
        if (isWatched) output.Write(text);
    }
}
