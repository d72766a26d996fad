using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>What mends one finding, in memory.</summary>
/// <param name="Apply">Makes the mended session of the one before it, which is <see langword="null"/> where there is
/// none. What is mended already stays as it is.</param>
/// <param name="Done">For a person: what was done.</param>
internal sealed record RepairStep(Func<SessionContent?, Task<SessionContent>> Apply, string Done)
{
    /// <summary>Makes a step that needs nothing but what was read already.</summary>
    public static RepairStep Of(Func<SessionContent?, SessionContent> apply, string done) =>
        new(content => Task.FromResult(apply(content)), done);

    /// <summary>Gets up to which revision the step puts histories together; 0 where it does not.</summary>
    public long Settles { get; init; }

    /// <summary>Gets whether the step takes what the session is from another copy.</summary>
    public bool IsRestore { get; init; }
}
