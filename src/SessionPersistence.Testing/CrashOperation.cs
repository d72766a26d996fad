using System.Globalization;

namespace SessionPersistence.Testing;

/// <summary>One entry of the trace of a <see cref="CrashFileSystem"/>.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Path">The path, as the file system writes it: absolute, with slashes. For an open file, the name it was
/// opened by.</param>
public sealed record CrashOperation(CrashOperationKind Kind, string Path)
{
    /// <summary>Gets the place in the trace, from 0; the place it would have, before it ran.</summary>
    public int Index { get; init; }

    /// <summary>Gets how many operations of this kind the file system was asked for, this one included.</summary>
    public int Occurrence { get; init; }

    /// <summary>Gets the new name, for <see cref="CrashOperationKind.Replace"/>,
    /// <see cref="CrashOperationKind.Publish"/> and <see cref="CrashOperationKind.Link"/>.</summary>
    public string? Destination { get; init; }

    /// <summary>Gets where bytes were written or read, in bytes from the start of the file.</summary>
    public long Offset { get; init; }

    /// <summary>Gets the number of bytes written, flushed for the first time or asked for; the new length of a
    /// cut.</summary>
    public long Size { get; init; }

    /// <summary>Gets what became of it.</summary>
    public CrashOperationOutcome Outcome { get; init; }

    /// <summary>Returns whether one of its paths matches a pattern.</summary>
    /// <param name="pathPattern">A path in which <c>*</c> stands for any characters and <c>?</c> for one; without a
    /// leading slash, any end of a path that starts at a name.</param>
    public bool Matches(string pathPattern)
    {
        ArgumentNullException.ThrowIfNull(pathPattern);
        return Matches(Path, pathPattern) || (Destination is { } destination && Matches(destination, pathPattern));
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var size = Kind switch
        {
            CrashOperationKind.Write or CrashOperationKind.Read => $" @{Text(Offset)} +{Text(Size)}",
            CrashOperationKind.SetLength => $" ={Text(Size)}",
            CrashOperationKind.Flush => $" {Text(Size)} bytes",
            _ => "",
        };
        var destination = Destination is null ? "" : " -> " + Destination;
        var outcome = Outcome == CrashOperationOutcome.Done ? "" : $" [{Outcome}]";
        return $"#{Text(Index)} {Kind} {Path}{destination}{size}{outcome}";
    }

    private static bool Matches(string path, string pattern) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false)
        || (!pattern.StartsWith('/')
            && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression("*/" + pattern, path, ignoreCase: false));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
