namespace SessionPersistence.Tests.Crash;

/// <summary>One thing that a scenario asks for: noted when it is sent.</summary>
internal sealed record Deed(int Number, DeedKind Kind, string Session)
{
    public IReadOnlyList<string> Texts { get; init; } = [];

    public string? Title { get; init; }

    public string? Turn { get; init; }

    public bool ReplaceDeleted { get; init; }

    /// <summary>Gets whether what is deleted is kept for a while.</summary>
    public bool Keeps { get; init; }

    /// <summary>Gets the place of the first message that a foreign write adds.</summary>
    public int Place { get; init; }

    public override string ToString() => $"{Number} {Kind} {Session} {Turn}{Title}[{string.Join(',', Texts)}]";
}
